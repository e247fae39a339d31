"""What PostgreSQL may write in its own log: nothing that stands in a row, a parameter or a statement.

The text of a database error holds the row that was refused; the service never passes it on, and the server must not either.
"""

from collections.abc import Mapping

SILENT = {
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
}
"""How the embedded server is started. At `log` it tells of starts, stops and checkpoints, and of nobody's mistake."""
NO_ERRORS = frozenset({"log", "fatal", "panic"})
NO_STATEMENTS = frozenset({"none", "ddl"})


def judge_server_log(settings: Mapping[str, str]) -> list[str]:
    """The settings of `SILENT` that let something through, each with what to set, in Dutch. `settings` has them all.

    A server that does write errors is good as well, when it leaves out the details and the statement.
    """
    quiet = settings["log_min_messages"] in NO_ERRORS
    terse = settings["log_error_verbosity"] == "terse" and settings["log_min_error_statement"] in NO_ERRORS
    good = {
        "log_error_verbosity": quiet or terse,
        "log_min_error_statement": quiet or settings["log_min_error_statement"] in NO_ERRORS,
        "log_parameter_max_length_on_error": quiet or settings["log_parameter_max_length_on_error"] == "0",
        "log_statement": settings["log_statement"] in NO_STATEMENTS,
        "log_min_duration_statement": settings["log_min_duration_statement"] == "-1",
    }
    return [f"{name} staat op {settings[name]}; zet {name} = {SILENT[name]}" for name in good if not good[name]]
