#!/usr/bin/python3
"""The stock `openstack` client manages networks, subnets, subnet pools, address scopes and ports against one server.

    openstack_client.py BINARY

Runs one client process a command and checks what it prints.
Ends with 'N passed, N failed'.
"""
import json
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from support.neutrino_server import NeutrinoServer  # noqa: E402

# (command, check): check is None for "must succeed", a text that the output holds, or a function of the parsed JSON.
STEPS = [
    ("network create blue -f json", lambda r: r["name"] == "blue" and r["status"] == "ACTIVE"),
    ("network create --provider-network-type vlan --provider-physical-network physnet1 --provider-segment 123 "
     "--mtu 1400 --disable red -f json",
     lambda r: r["provider:segmentation_id"] == 123 and r["mtu"] == 1400 and r["admin_state_up"] is False),
    ("network list -f json", lambda r: {"blue", "red"} == {n["Name"] for n in r}),
    ("network list --name blue -f json", lambda r: len(r) == 1),
    ("network show blue -f json", lambda r: r["subnets"] == []),
    ("network set --description sky --share blue", None),
    ("network show blue -f json", lambda r: r["description"] == "sky" and r["shared"] is True),
    ("network set --name crimson --enable red", None),
    ("address scope create --ip-version 4 offices -f json", lambda r: r["ip_version"] == 4),
    ("address scope set --name campus-scope offices", None),
    ("address scope list -f json", lambda r: [s["Name"] for s in r] == ["campus-scope"]),
    ("address scope show campus-scope -f json", lambda r: r["shared"] is False),
    ("subnet pool create --pool-prefix 10.64.0.0/12 --default-prefix-length 24 --address-scope campus-scope campus -f json",
     lambda r: r["prefixes"] == ["10.64.0.0/12"]),
    ("subnet pool set --min-prefix-length 20 --description hills campus", None),
    ("subnet pool show campus -f json", lambda r: int(r["min_prefixlen"]) == 20 and r["description"] == "hills"),
    ("subnet pool list -f json", lambda r: len(r) == 1),
    ("subnet create --network crimson --subnet-range 10.0.0.0/24 --dns-nameserver 10.0.0.2 "
     "--host-route destination=10.9.0.0/16,gateway=10.0.0.9 crimson-v4 -f json",
     lambda r: r["gateway_ip"] == "10.0.0.1" and r["dns_nameservers"] == ["10.0.0.2"]),
    ("subnet create --network blue --subnet-pool campus blue-campus -f json", lambda r: r["cidr"] == "10.64.0.0/24"),
    ("subnet create --network blue --ip-version 6 --subnet-range 2001:db8::/64 --ipv6-ra-mode slaac "
     "--ipv6-address-mode slaac blue-v6 -f json", lambda r: r["ipv6_ra_mode"] == "slaac"),
    ("subnet list -f json", lambda r: {"crimson-v4", "blue-campus", "blue-v6"} == {s["Name"] for s in r}),
    ("subnet set --gateway none --name crimson-lan crimson-v4", None),
    ("subnet unset --dns-nameserver 10.0.0.2 crimson-lan", None),
    ("subnet unset --host-route destination=10.9.0.0/16,gateway=10.0.0.9 crimson-lan", None),
    ("subnet show crimson-lan -f json",
     lambda r: r["gateway_ip"] is None and r["dns_nameservers"] == [] and r["host_routes"] == []),
    ("port create --network crimson --fixed-ip subnet=crimson-lan,ip-address=10.0.0.77 "
     "--mac-address fa:16:3e:00:00:77 web1 -f json",
     lambda r: r["fixed_ips"][0]["ip_address"] == "10.0.0.77" and r["mac_address"] == "fa:16:3e:00:00:77"),
    ("port create --network blue --device-owner test:me --description first db1 -f json",
     lambda r: len(r["fixed_ips"]) == 2 and r["status"] == "DOWN"),
    ("port list --network crimson -f json", lambda r: [p["Name"] for p in r] == ["web1"]),
    ("port list --fixed-ip ip-address=10.0.0.77 -f json", lambda r: len(r) == 1),
    ("port set --name web2 --description front --allowed-address ip-address=10.0.0.200 web1", None),
    ("port show web2 -f json",
     lambda r: r["allowed_address_pairs"][0]["ip_address"] == "10.0.0.200" and r["description"] == "front"),
    ("port unset --allowed-address ip-address=10.0.0.200,mac-address=fa:16:3e:00:00:77 web2", None),
    ("port unset --fixed-ip subnet=crimson-lan,ip-address=10.0.0.77 web2", None),
    ("port show web2 -f json", lambda r: r["fixed_ips"] == [] and r["allowed_address_pairs"] == []),
    ("extension list --network -f json", lambda r: "address-scope" in {e["Alias"] for e in r}),
    ("port delete web2 db1", None),
    ("subnet delete crimson-lan blue-campus blue-v6", None),
    ("subnet pool unset --pool-prefix 10.64.0.0/12 campus", "!"),
    ("subnet pool delete campus", None),
    ("address scope delete campus-scope", None),
    ("network delete blue crimson", None),
    ("network list -f json", lambda r: r == []),
    ("network show blue", "!"),
]


def run(url, command, home):
    """(exit status, standard output, standard error) of one client command."""
    environment = {"PATH": os.environ["PATH"], "HOME": home, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(["/usr/bin/openstack", "--os-auth-type", "none", "--os-endpoint", url] + command.split(),
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, env=environment)
    return done.returncode, done.stdout, done.stderr


def verdict(check, status, output):
    """Why the outcome isn't what the step expects; None when it is."""
    if check == "!":
        return None if status else "succeeded, but must be refused"
    if status:
        return "exit status %d" % status
    if callable(check) and not check(json.loads(output)):
        return "unexpected answer"
    return None


def main():
    if not shutil.which("openstack", path="/usr/bin"):
        print("python3-openstackclient is not installed")
        return 1
    failed = 0
    with NeutrinoServer(sys.argv[1]) as server:
        for command, check in STEPS:
            status, output, errors = run(server.url, command, server.folder)
            problem = verdict(check, status, output)
            if problem:
                failed += 1
                print("FAILED: openstack %s: %s\n%s%s" % (command, problem, output, errors))
    print("%d passed, %d failed" % (len(STEPS) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
