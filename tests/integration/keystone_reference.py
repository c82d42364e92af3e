#!/usr/bin/python3
"""Every kind of token, asked of Neutrino and of Debian's Neutron before one Keystone: both let in and refuse the same.

    keystone_reference.py BINARY

Needs Debian's Keystone and Neutron: `make test-keystone` installs them.
"""
import os
import sys
import unittest

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", part) for part in ("", "conformance")]
from reference import Reference, ask                            # noqa: E402
from support.http_client import Client                          # noqa: E402
from support.keystone import Keystone                           # noqa: E402
from support.neutrino_server import NeutrinoServer              # noqa: E402

BINARY = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else ""
AUTHTOKEN = {"authtoken": {"token_cache_time": "-1", "service_type": "network"},
             "delayed": {"token_cache_time": "-1", "delay_auth_decision": "true", "service_token_roles_required": "true"}}
REQUESTS = [
    ("GET", "/v2.0/networks", None), ("GET", "/v2.0/networks/8a0c1a2e-0000-4000-8000-000000000000", None),
    ("POST", "/v2.0/networks", {"network": {"name": "mine"}}),
    ("POST", "/v2.0/networks", {"network": {"name": "vlan", "provider:network_type": "vlan"}}),
    ("GET", "/v2.0/subnetpools", None), ("GET", "/v2.0/", None), ("GET", "/", None),
]
SAME = ("www-authenticate", "content-type")


def tokens(keystone):
    """{what it is: headers}: every state that a token can be in, alone and together with a service's."""
    keystone.user("ann", blue="member")
    keystone.user("rita", blue="reader")
    keystone.call("PUT", "/domains/default/users/%s/roles/%s" % (keystone.user("ann"), keystone.role("admin")))
    good, reader, admin = (keystone.token(*who) for who in (("ann", "blue"), ("rita", "blue"), ("admin", "admin")))
    service, revoked = keystone.token("neutron", "service"), keystone.token("ann", "blue")
    keystone.revoke(revoked)
    made = keystone.call("POST", "/users/%s/application_credentials" % keystone.user("ann"), {"application_credential": {
        "name": "reading", "access_rules": [{"service": "network", "method": "GET", "path": "/v2.0/{collection}"}]}},
        token=good)["application_credential"]
    limited = keystone.authenticate({"methods": ["application_credential"], "application_credential": {
        "id": made["id"], "secret": made["secret"]}})
    forged = {"X-User-Id": "root", "X-Project-Id": "p", "X-Roles": "admin", "X-Identity-Status": "Confirmed"}
    return {
        "none": {}, "empty": {"X-Auth-Token": ""}, "garbage": {"X-Auth-Token": "garbage"},
        "shortened": {"X-Auth-Token": good[:-1]}, "blanks around": {"X-Auth-Token": "  %s " % good},
        "member": {"X-Auth-Token": good}, "reader": {"X-Auth-Token": reader}, "admin": {"X-Auth-Token": admin},
        "old name": {"X-Storage-Token": good}, "revoked": {"X-Auth-Token": revoked},
        "unscoped": {"X-Auth-Token": keystone.token("ann")},
        "of a domain": {"X-Auth-Token": keystone.token("ann", scope={"domain": {"id": "default"}})},
        "of the system": {"X-Auth-Token": keystone.token("admin", scope={"system": {"all": True}})},
        "restricted": {"X-Auth-Token": limited}, "restricted, forwarded": {"X-Auth-Token": limited, "X-Service-Token": service},
        "forged": forged, "forged, with garbage": {"X-Auth-Token": "garbage", **forged},
        "forged, of a reader": {"X-Auth-Token": reader, **forged},
        "forwarded": {"X-Auth-Token": good, "X-Service-Token": service},
        "forwarded by anybody": {"X-Auth-Token": good, "X-Service-Token": reader},
        "forwarded by nobody": {"X-Auth-Token": good, "X-Service-Token": "garbage"},
        "forwarded with nothing": {"X-Auth-Token": good, "X-Service-Token": ""},
        "the service's alone": {"X-Service-Token": service},
        "revoked, forwarded": {"X-Auth-Token": revoked, "X-Service-Token": service},
    }


def seen(answer):
    """What the two have to have in common. Bodies: those of the middleware to the letter, of others their fault."""
    body = answer.text if answer.status == 401 and answer.text.startswith('{"error"') else answer.fault
    headers = {name: answer.headers.get(name, "").split(";")[0] for name in SAME}
    if answer.status in (401, 503) and body is None:
        headers.pop("content-type")     # of a page for people
    return answer.status, body, headers


class ReferenceTest(unittest.TestCase):
    maxDiff = None

    def compare(self, how):
        with Keystone() as keystone:
            keystone.service("network", "http://127.0.0.1:9696")
            extra = {"DEFAULT": {"auth_strategy": "keystone"}, "keystone_authtoken": keystone.authtoken(**AUTHTOKEN[how])}
            states = tokens(keystone)
            with NeutrinoServer(BINARY, "bare", extra) as server, Reference("bare", extra) as reference:
                different = []
                with Client(server.url) as ours, Client(reference.url) as theirs:
                    for state, headers in states.items():
                        for method, path, body in REQUESTS:
                            mine = seen(ours.request(method, path, body, headers))
                            wanted = seen(ask(theirs, method, path, body, headers))
                            if mine != wanted:
                                different.append("%s: %s %s\n  ours      %s\n  reference %s" % (state, method, path, mine,
                                                                                             wanted))
                self.assertEqual("\n".join(different), "")
        print("%d answers compared" % (len(states) * len(REQUESTS)))

    def test_as_usual(self):
        self.compare("authtoken")

    def test_with_a_delayed_decision(self):
        self.compare("delayed")


if __name__ == "__main__":
    if not BINARY:
        sys.exit(__doc__)
    if Keystone.missing():
        sys.exit("%s is not installed: scripts/install-packages.sh keystone" % Keystone.missing())
    unittest.main(verbosity=2)
