"""An invented country that moves, for demonstrations: everything through the public interface, as people would."""

from capacity_service.demo.country import live_a_country

__all__ = ["live_a_country"]
