"""PyPI's oidc-provider-mock on a free port; prints its issuer, and stops when its input ends."""

import sys

import oidc_provider_mock

with oidc_provider_mock.run_server_in_thread() as server:
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    sys.stdin.read()
