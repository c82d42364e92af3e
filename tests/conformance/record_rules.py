#!/usr/bin/python3
"""Writes down what Neutron's own converters and validators make of many odd values; src/resource/rules_recorded_test.cpp replays it.

Needs Debian's python3-neutron. Usage: record_rules.py > src/resource/testdata/rules.jsonl
One JSON object a rule and argument. Validators have lists of values that are `accepted`, `refused` (a reason is returned) or `faults`
(by exception); `changed` are accepted and come out different. Converters have `gives`, pairs of value and result. What makes Neutron
crash is among `crashes`: Neutrino must refuse it, in its own words. STRICTER has the values that Neutron takes and Neutrino, on purpose,
doesn't; TIDIER the results that it gives in another form.
"""
import copy
import json
import sys

from neutron_lib import constants
from neutron_lib.api import converters
from neutron_lib.api import validators
from neutron_lib.api.definitions import allowedaddresspairs  # noqa: F401  registers a validator, as the next ones do
from neutron_lib.api.definitions import availability_zone, dns, multiprovidernet  # noqa: F401
from neutron_lib import exceptions
from neutron_lib.plugins import directory
from neutron.conf import common as conf_common
from neutron.conf.db import migration_cli  # noqa: F401
from neutron.db import rbac_db_models  # noqa: F401
from neutron.extensions import rbac, securitygroup
from neutron.db.models import address_scope, securitygroup as sg_models  # noqa: F401
from neutron.db.qos import models as qos_models  # noqa: F401
from neutron.objects import address_group, subnetpool  # noqa: F401
from oslo_config import cfg
from webob import exc

UUID = "0f1a2b3c-4d5e-4f60-8172-839405a6b7c8"
OTHER = "11111111-2222-3333-4444-555555555555"
LONG = "x" * 300

# For every rule.
ANY = [None, True, False, 0, 1, -1, 5, 4096, 65536, 2 ** 40, 1.0, 1.5, -0.5, "", " ", "a", "A b", "1", "1_0", " 5 ", "+7", "-3", "08",
       "1.0",
       "0x10", "1__0", "_1", "1_", "٣", "1e3", "99999999999999999999", "true", "True", " YES ", "off", "tRuE", "None", "null", "a\nb",
       "a\n",
       "\n", "\u2028", "\u00a0x", "\u00e9\u00e8", "\U0001f600", [], ["a"], ["a", "a"], [1, True], [None], {}, {"a": 1}, [{}], [{"a": 1}],
       [{"a": 1}, {"a": True}], LONG, UUID, UUID.upper(), "10.0.0.1", "10.0.0.0/24", "fe80::1", "aa:bb:cc:dd:ee:ff", "IPv4", "default"]

ADDRESSES = ["10.0.0.1", "10.1", "10", "010.0.0.1", "10.0.0.01", "1.2.3.4.5", "256.0.0.1", "10.0.0.1 ", " 10.0.0.1", "10.0.0.1\n",
             "0.0.0.0",
             "255.255.255.255", "1.2.3", "0x0a.0.0.1", "10.0.0.1/32", "1_0.0.0.1", "+1.2.3.4", "::", "::1", "FE80::1", "2001:DB8:0:0::1",
             "2001:db8:0:0:0:0:0:0001", "::ffff:1.2.3.4", "::1.2.3.4", "fe80::1%eth0", "1::2::3", ":::", "2001:db8::/64", "12345::1", ":",
             "....",
             "1:2:3:4:5:6:7:8:9", "::ffff:1.2.3", "\u0661.2.3.4"]
PREFIXES = ["10.0.0.0/24", "10.0.0.1/24", "10/8", "10.1/16", "1.2.3/24", "10.0.0.0/255.0.0.0", "10.0.0.0/0.0.0.255", "10.0.0.0/0.0.0.0",
            "10.0.0.0/255.255.255.255", "10.0.0.0/255.0.255.0", "10.0.0.0/08", "10.0.0.0/ 8", "10.0.0.0/+8", "10.0.0.0/1_6",
            "10.0.0.0/33",
            "10.0.0.0/-1", "10.0.0.0/", "/24", "10.0.0.0/24 ", " 10.0.0.0/24", "10.0.0.0/24\n", "10.0.0.0/8/8", "010.0.0.0/8",
            "0.0.0.0/0",
            "127.0.0.0/8", "127.0.0.1/32", "126.0.0.0/7", "::/0", "::/::", "::1/128", "::1/64", "fe80::/10", "FE80::/10",
            "2001:db8::1/64",
            "2001:db8::/ffff:ffff::", "2001:db8::/064", "::ffff:1.2.3.4/100", "2001:db8::/129", "10.1.1.", "1.2.3.4.5/8", "::1/33.0.0.0",
            "224.0.0.0/4", "ff00::/8", "10.0.0.0/8x", "2001:db8::/64/64"]
MACS = ["aa:bb:cc:dd:ee:ff", "AA-BB-CC-DD-EE-FF", "aabb.ccdd.eeff", "aabb:ccdd:eeff", "aabbcc-ddeeff", "aabbccddeeff", "abbccddeeff",
        "a:b:c:d:e:f",
        "1:2:3", "abbcc:ddeef", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "FFFF.FFFF.FFFF", "aa:bb:cc:dd:ee", "aa:bb:cc:dd:ee:ff:00",
        "aa:bb:cc:dd:ee:ff:00:11", "aa:bb:cc:dd:ee:fg", "aa:bb:cc:dd:ee:ff\n", " aa:bb:cc:dd:ee:ff", "aa:bb:cc:dd:ee-ff",
        "01:00:00:00:00:00",
        "0:0:0", "aa::bb:cc:dd:ee"]
NUMBERS = [2 ** 31 - 1, 2 ** 31, 2 ** 53, 2 ** 53 + 1, -2 ** 63, 2 ** 63 - 1, 1e20, 1e300, 2.0, "2.5", "9007199254740993",
           "9007199254740992", "\uff11\uff12",
           "\t12\n", "- 1", "--1", "+", "1 0", "12,5", "0", "00", "255", "256", "65535", "65536", "4094", "4095", "inf", "nan", "-0",
           "1.", ".5",
           "x" * 10 + "1"]
UUIDS = [UUID.replace("-", ""), "{" + UUID + "}", "urn:uuid:" + UUID, UUID + "\n", UUID[:-1], UUID + "0",
         "0x" + UUID.replace("-", "")[2:],
         UUID.replace("0", "g"), "0f1a2b3c4d5e4f608172-839405a6b7c8", "+" + UUID[1:], "prefix_delegation", [UUID], [UUID, OTHER],
         [UUID, UUID],
         [UUID, UUID.upper()], [UUID, "x"], [UUID, 5], [UUID, None]]
NAMES = ["host", "host.", "a.b.c", "a.b.c.", "A.b", "-a", "a-", "a-b", "a..b", ".a", ".", "a.1", "1.a", "1", "a_b", "a b", "x" * 63,
         "x" * 64,
         ".".join(["x" * 62] * 4), ".".join(["x" * 63] * 4), ".".join(["x" * 62] * 4) + ".", ".".join(["x" * 60] * 4) + ".xxxxxxxx",
         "<project_id>",
         "<project_id>.a", "<x>", "host.example.org.", "example.org.", "host.sub.example.org.", "host.example.com.", "hostexample.org.",
         ".".join(["x" * 60] * 4), ".".join(["x" * 60] * 3) + "." + "x" * 59 + ".org."]
LISTS = [["a", "b"], ["a", 1], ["a", "A"], ["ab", ""], [1, 1.0], [[1], [True]], [UUID, "a" * 40], ["10.0.0.1"], ["10.0.0.1", "10.0.0.1"],
         ["10.0.0.1", "10.0.0.2", "fe80::1"], ["10.0.0.1", "bad"], ["10.0.0.0/24"], ["10.0.0.0/24", "10.0.0.0/24"],
         ["10.0.0.0/24", "bad"]]
FIXED = [[{"ip_address": "10.0.0.1"}], [{"ip_address": "10.0.0.1"}, {"ip_address": "10.0.0.1"}],
         [{"subnet_id": UUID}, {"subnet_id": UUID}],
         [{"subnet_id": "x"}], [{"ip_address": "bad"}], [{"ip_address": None}], [{"subnet_id": UUID, "ip_address": "fe80::1"}],
         [{"other": 1}], ["x"]]
POOLS = [[{"start": "10.0.0.1", "end": "10.0.0.9"}], [{"start": "10.0.0.9", "end": "10.0.0.1"}], [{"start": "10.0.0.1"}],
         [{"start": "10.0.0.1", "end": "10.0.0.9", "x": 1}], [{"start": "bad", "end": "10.0.0.9"}], [{"start": "10.0.0.1", "end": None}],
         ["x"]]
ROUTES = [[{"destination": d, "nexthop": "10.0.0.1"}] for d in PREFIXES] + [
    [{"destination": "10.0.0.0/24", "nexthop": "10.0.0.1"}] * 2, [{"destination": "10.0.0.0/24"}],
    [{"destination": "10.0.0.0/24", "nexthop": "bad"}],
    [{"destination": "10.0.0.0/24", "nexthop": "10.0.0.1", "x": 1}], ["x"],
    [{"destination": "10.0.0.0/24", "nexthop": "10.0.0.1"}, {"destination": "10.0.0.0/24", "nexthop": "10.0.0.2"}]]
PAIRS = [[{"ip_address": "10.0.0.1"}], [{"ip_address": "10.0.0.0/24"}], [{"ip_address": "10.0.0.1", "mac_address": "aa:bb:cc:dd:ee:ff"}],
         [{"mac_address": "aa:bb:cc:dd:ee:ff"}], [{"ip_address": "10.0.0.1", "mac_address": "bad"}], [{"ip_address": "bad"}],
         [{"ip_address": "10.0.0.1", "x": 1}], [{"ip_address": "10.0.0.1"}] * 2, [{"ip_address": "10.0.0.%d" % i} for i in range(11)],
         [{"ip_address": "10.0.0.1", "mac_address": None}], [{"ip_address": "10.0.0.%d" % i} for i in range(10)],
         [{"ip_address": "10/8"}],
         [{"ip_address": "fe80::1/64"}], [{"ip_address": "10.0.0.1"}, {"ip_address": "10.0.0.1", "mac_address": "aa:bb:cc:dd:ee:ff"}]]


def subport(**keys):
    return dict({"port_id": UUID}, **keys)


SUBPORTS = [[subport()], [subport(segmentation_type="vlan", segmentation_id=5)], [subport(segmentation_type="vlan")],
            [subport(segmentation_id=5)],
            [subport(segmentation_type="inherit")], [{"port_id": "bad"}], [{}], [subport(), subport()],
            [subport(segmentation_type="", segmentation_id=5)],
            [subport(segmentation_type="vlan", segmentation_id=5), {"port_id": OTHER, "segmentation_type": "vlan", "segmentation_id": 5}],
            [subport(segmentation_type="vlan", segmentation_id=5),
            {"port_id": OTHER, "segmentation_type": "vxlan", "segmentation_id": 5}],
            [subport(segmentation_type="inherit"), subport()], [subport(segmentation_type="vlan", segmentation_id=0)], ["x"],
            [{"port_id": UUID, "segmentation_type": None, "segmentation_id": None}], [subport(x=1)]]
SEGMENTS = [[{}], [{"provider:network_type": "vlan", "provider:physical_network": "p", "provider:segmentation_id": "5"}],
            [{"provider:segmentation_id": 5}], [{"provider:segmentation_id": None}], [{"provider:segmentation_id": 0}],
            [{"provider:segmentation_id": ""}],
            [{"provider:segmentation_id": "x"}], [{"x": 1}], [{"provider:network_type": None}]]
GATEWAYS = [{"network_id": UUID}, {"network_id": "x"}, {"enable_snat": True}, {"network_id": UUID, "enable_snat": "yes"},
            {"network_id": UUID, "enable_snat": "maybe"}, {"network_id": UUID, "x": 1},
            {"network_id": UUID, "external_fixed_ips": [{"ip_address": "bad"}]},
            {"network_id": UUID, "external_fixed_ips": [], "qos_policy_id": None}, {"network_id": None}]
OPTIONS = [[{"opt_name": "router", "opt_value": None}], [{"opt_name": "router", "opt_value": ""}], [{"opt_name": "mtu", "opt_value": ""}],
           [{"opt_name": "mtu", "opt_value": "1500"}], [{"opt_name": "mtu", "opt_value": "1500", "ip_version": "6"}],
           [{"opt_name": "mtu", "opt_value": "1500", "ip_version": 5}], [{"opt_name": "mtu", "opt_value": "1500", "ip_version": "x"}],
           [{"opt_name": "", "opt_value": "1"}], [{"opt_name": "mtu"}], [{"opt_name": "mtu", "opt_value": "a\nb"}],
           [{"opt_name": "mtu", "opt_value": "1", "x": 1}],
           [{"opt_name": "mtu", "opt_value": "1"}, {"opt_name": "mtu", "opt_value": "1"}],
           [{"opt_name": "mtu", "opt_value": "1"}, {"opt_name": "x", "opt_value": "1"}]]
PORTS = ["80", "80:90", "90:80", "80:80", "80:", ":80", ":", "80:90:100", "0", "65535", "65536", "a:b", " 80 : 90 ", "8_0", "-1", 80, 0,
         65536, 80.0, "100:200"]
OWNERS = [["network:dhcp"], ["compute:nova"], ["neutron:x"], ["trunk:subport"], ["Octavia"], ["baremetal:none"], ["octavia"], [""], [5],
          ["network:dhcp", "x"], "network:dhcp"]
PROTOCOLS = ["tcp", "TCP", "Udp", "icmpv6", "ICMP", "ipv6-icmp", "vrrp", "gre", "ah", "0", "255", "256", "-1", "06", " 6 ", "6.0", 6, 255,
             256, -1, "any", "ip"]
ETHERTYPES = ["IPv4", "ipv4", "IPV6", "IPv6", "IP", "0x800", "800", "86DD", "arp", "0x10000", "-1", "zz", 2048, 65536, "IPv5", " IPv4"]

GATEWAY_SPEC = {"network_id": {"validate": "uuid", "required": True}, "external_fixed_ips": {"validate": "fixed_ips"},
                "enable_snat": {"convert": "to_boolean", "validate": "boolean"}, "qos_policy_id": {"validate": "uuid_or_none"}}
OPTION_SPECS = [
    {"opt_name": {"validate": {"values": ["router", "classless-static-route"]}, "required": True},
     "opt_value": {"validate": {"string_or_none": 255}, "required": True},
     "ip_version": {"convert": "to_int", "validate": {"values": [4, 6]}}},
    {"opt_name": {"validate": {"oneline_not_empty_string": 64}, "required": True},
     "opt_value": {"validate": {"oneline_not_empty_string_or_none": 255}, "required": True},
     "ip_version": {"convert": "to_int", "validate": {"values": [4, 6]}}}]

# Rule, value -> why Neutrino refuses what Neutron takes.
LINE_END = "Python's $ matches before a final line end, which a name must not have"
NOT_A_LIST = "iterates to nothing by chance"
HEXADECIMAL = "spellings that only Python's int() knows"
STRICTER = {
    ("regex ^[a-z]+$", "a\n"): LINE_END, ("dns_host_name", "a\n"): LINE_END, ("fip_dns_host_name", "a\n"): LINE_END,
    ("nameservers", ""): NOT_A_LIST, ("nameservers", "{}"): NOT_A_LIST, ("network_segments", ""): NOT_A_LIST,
    ("network_segments", "{}"): NOT_A_LIST,
    ("ethertype", "1_0"): HEXADECIMAL, ("ethertype", "+7"): HEXADECIMAL, ("ethertype", "\u0663"): HEXADECIMAL,
    ("hostroutes", json.dumps([{"destination": "::1/128", "nexthop": "10.0.0.1"}])): "loopback, which netaddr knows of IPv4 only",
    ("kvp_list_to_dict", ""): NOT_A_LIST, ("kvp_list_to_dict", "{}"): NOT_A_LIST,
    ("to_positive_float_or_none", "inf"): "no number of JSON", ("to_positive_float_or_none", "nan"): "no number of JSON",
}


# Converter, whether a result is one that Neutrino gives in another form, and that form.
TIDIER = {
    "sg_protocol": (lambda result: result is not None and result.lower() not in securitygroup.sg_supported_protocols,
                    lambda result: str(int(float(result)) if "." in result else int({"True": 1, "False": 0}.get(result, result)))),
    "to_string": (lambda result: result is not None and result[0:1] in ("[", "{"), None),      # JSON in place of Python's notation
}


def tidied(name, value, result):
    applies, change = TIDIER.get(name, (lambda _: False, None))
    if not applies(result):
        return result
    return change(result) if change else json.dumps(value, separators=(",", ":"))


def stricter(name, value):
    return (name, value if isinstance(value, str) else json.dumps(value)) in STRICTER


# Rule, argument, values besides ANY, settings.
VALIDATORS = [
    ("string", None, [], {}), ("string", 3, ["\u00e9\u00e8\u00ea", "\u00e9\u00e8\u00ea\u00eb", "\U0001f600" * 3, "abcd"], {}),
    ("string_or_none", 3, ["abcd"], {}),
    ("not_empty_string", 3, ["\u3000", "abcd"], {}), ("not_empty_string_or_none", None, [], {}),
    ("oneline_not_empty_string", None, ["a\rb", "a\r\n", "a\r\n\r\n", "a\x0bb", "a\x85b", "\na"], {}),
    ("oneline_not_empty_string_or_none", 3, [], {}),
    ("list_of_unique_strings", None, LISTS, {}), ("list_of_unique_strings", 1, LISTS, {}),
    ("regex", "^[a-z]+$", ["abc", "ab1"], {}), ("regex", "a", ["ab", "ba"], {}), ("regex_or_none", "[0-9]{2}", ["12", "1"], {}),
    ("list_of_regex_or_none", "a+", LISTS, {}), ("uuid", None, UUIDS, {}), ("uuid_or_none", None, UUIDS, {}),
    ("uuid_list", None, UUIDS, {}),
    ("uuid_list_non_empty", None, UUIDS, {}), ("name_not_default", 7, ["DEFAULT", "Default ", "defaults"], {}),
    ("availability_zone_hint_list", None,
    LISTS + [["x" * 251], ["x" * 252], ["\u00e9" * 41], ["\u00e9" * 42], ["\U0001f600" * 21], ["\U0001f600" * 20], ['"' * 125],
    ['"' * 126]], {}),
    ("subnetpool_id", None, UUIDS, {}), ("subnetpool_id_or_none", None, UUIDS, {}), ("list_of_subnet_service_types", None, OWNERS, {}),
    ("boolean", None, NUMBERS, {}), ("integer", None, NUMBERS, {}), ("integer", [1, 5], NUMBERS, {}), ("non_negative", None, NUMBERS, {}),
    ("range", [1, 4094], NUMBERS, {}), ("range", [0, None], NUMBERS, {}), ("range", [None, 255], NUMBERS, {}),
    ("range_or_none", [0, 65535], NUMBERS, {}),
    ("values", [4, 6], [4, 6, 4.0, "4"], {}), ("values", ["a", None, True], [1.0], {}), ("values", None, [], {}),
    ("port_range", None, PORTS, {}), ("port_range", [1, 100], PORTS, {}), ("ethertype", None, ETHERTYPES, {}),
    ("ethertype", None, ETHERTYPES, {"sg_filter_ethertypes": True}),
    ("mac_address", None, MACS, {}), ("mac_address_or_none", None, MACS, {}), ("ip_address", None, ADDRESSES, {}),
    ("ip_address_or_none", None, ADDRESSES, {}),
    ("ip_or_subnet_or_none", None, ADDRESSES + PREFIXES, {}), ("subnet", None, ADDRESSES + PREFIXES, {}),
    ("subnet_or_none", None, PREFIXES, {}),
    ("subnet_list", None, LISTS + [[p] for p in PREFIXES], {}), ("list_of_subnets_or_none", None, LISTS, {}),
    ("ip_pools", None, POOLS, {}), ("fixed_ips", None, FIXED, {}),
    ("nameservers", None, LISTS, {}), ("hostroutes", None, ROUTES, {}), ("allowed_address_pairs", None, PAIRS, {}),
    ("dns_host_name", 255, NAMES, {}), ("dns_host_name", 255, NAMES, {"dns_domain": "example.org"}),
    ("dns_host_name", 20, NAMES, {"dns_domain": "example.org."}),
    ("fip_dns_host_name", 255, NAMES, {}), ("fip_dns_host_name", 20, NAMES, {}), ("dns_domain_name", 255, NAMES, {}),
    ("dns_domain_name", 20, NAMES, {}),
    ("dict", None, GATEWAYS, {}), ("dict", GATEWAY_SPEC, GATEWAYS, {}), ("dict_or_none", None, GATEWAYS, {}),
    ("dict_or_empty", GATEWAY_SPEC, GATEWAYS, {}),
    ("dict_or_nodata", GATEWAY_SPEC, GATEWAYS, {}), ("list_of_any_key_specs_or_none", OPTION_SPECS, OPTIONS, {}),
    ("subports", None, SUBPORTS, {}),
    ("network_segments", None, SEGMENTS, {}), ("service_plugin_type", None, ["L3_ROUTER_NAT"], {}),
]
CONVERTERS = [
    ("to_boolean", NUMBERS), ("to_boolean_if_not_none", NUMBERS), ("to_int", NUMBERS), ("to_int_if_not_none", NUMBERS),
    ("to_positive_float_or_none", NUMBERS),
    ("to_string", NUMBERS), ("to_list", []), ("none_to_empty_list", []), ("none_to_empty_dict", []), ("none_to_empty_string", []),
    ("kvp_str_to_list", ["a=b", "a=", "=b", " a = b ", "a=b=c", "a"]),
    ("kvp_list_to_dict", [["a=b"], ["a=b", "a=b"], ["a=", "c=d"], ["True"], ["x"], ["=b"]]),
    ("to_sanitized_mac_address", MACS), ("ip_to_canonical_format", ADDRESSES + PREFIXES),
    ("cidr_to_canonical_format", ADDRESSES + PREFIXES),
    ("string_to_case_insensitive", []), ("to_protocol", PROTOCOLS), ("uppercase_ip", ["ipv4", "iPv6", "ip", "i", "xip"]),
    ("sg_protocol", PROTOCOLS),
    ("sg_ethertype", ETHERTYPES), ("sg_port_value", PORTS), ("sg_ip_prefix_to_cidr", ADDRESSES + PREFIXES),
    ("rbac_object_type", ["network", " Network ", "qos_policy", "router", "NETWORKS"]),
]
RBAC_TYPES = ["network", "qos_policy", "security_group", "address_scope", "subnetpool", "address_group"]
OWN_CONVERTERS = {"sg_protocol": securitygroup.convert_protocol, "sg_ethertype": securitygroup.convert_ethertype_to_case_insensitive,
                  "sg_port_value": securitygroup.convert_validate_port_value,
                  "sg_ip_prefix_to_cidr": securitygroup.convert_ip_prefix_to_cidr,
                  "rbac_object_type": rbac.convert_valid_object_type}


def converter_of(name):
    return OWN_CONVERTERS.get(name) or getattr(converters, "convert_" + name)


def neutron_argument(name, argument):
    """The format's way to say key rules -> Neutron's."""
    def spec_of(keys):
        return {key: one_rule(rule) for key, rule in keys.items()}

    def one_rule(rule):
        spec = {"required": rule.get("required", False)}
        if "convert" in rule:
            spec["convert_to"] = converter_of(rule["convert"])
        validate = rule.get("validate")
        if validate:
            key, value = (validate, None) if isinstance(validate, str) else next(iter(validate.items()))
            spec["type:" + key] = value
        return spec
    if name == "list_of_any_key_specs_or_none":
        return [spec_of(keys) for keys in argument]
    return spec_of(argument) if name.startswith("dict") and argument else argument


def without_unset(value):
    if isinstance(value, list):
        return [without_unset(item) for item in value]
    if isinstance(value, dict):
        return {key: without_unset(item) for key, item in value.items() if item is not constants.ATTR_NOT_SPECIFIED}
    return value


def fault_of(error):
    expected = isinstance(error, (exceptions.NeutronException, exc.HTTPException))
    return type(error).__name__ if expected else None


def record_validator(name, argument, values, settings):
    for option, value in settings.items():
        cfg.CONF.set_override(option, value)
    row = {"validator": name, "argument": argument, "settings": settings, "accepted": [], "changed": [], "refused": [], "crashes": [],
           "faults": {}}
    validate = validators.get_validator(name)
    call_argument = neutron_argument(name, argument)
    for value in ANY + values:
        data = copy.deepcopy(value)
        try:
            reason = validate(data) if call_argument is None and argument is None and name != "values" else validate(data, call_argument)
        except Exception as error:
            fault = fault_of(error)
            row["faults"].setdefault(fault, []).append(value) if fault else row["crashes"].append(value)
            continue
        data = without_unset(data)
        if reason or stricter(name, value) or stricter("%s %s" % (name, argument), value):
            row["refused"].append(value)
        elif json.dumps(data) != json.dumps(value):
            row["changed"].append([value, data])
        else:
            row["accepted"].append(value)
    for option in settings:
        cfg.CONF.clear_override(option)
    return row


def record_converter(name, values):
    row = {"converter": name, "argument": RBAC_TYPES if name == "rbac_object_type" else None, "gives": [], "crashes": [], "faults": {}}
    for value in ANY + values:
        try:
            result = converter_of(name)(copy.deepcopy(value))
            if stricter(name, value):
                raise exceptions.InvalidInput(error_message=value)
            row["gives"].append([value, tidied(name, value, result)])
        except Exception as error:
            fault = fault_of(error)
            row["faults"].setdefault(fault, []).append(value) if fault else row["crashes"].append(value)
    return row


class Plugin:
    """Any loaded one."""


def main():
    conf_common.register_core_common_config_opts(cfg.CONF)
    cfg.CONF([], project="neutron")
    for option, value in (("max_allowed_address_pair", 10), ("sg_filter_ethertypes", False)):
        try:
            cfg.CONF.register_opt(cfg.IntOpt(option, default=value) if value else cfg.BoolOpt(option, default=value))
        except cfg.DuplicateOptError:
            pass
    plugin = Plugin()   # kept: the directory has a weak reference
    directory.add_plugin("L3_ROUTER_NAT", plugin)
    for row in VALIDATORS:
        print(json.dumps(record_validator(*row)))
    for row in CONVERTERS:
        print(json.dumps(record_converter(*row)))


sys.exit(main())
