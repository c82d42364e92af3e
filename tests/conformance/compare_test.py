#!/usr/bin/python3
"""Tests of the comparison: what it must let through, and above all what it must not."""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from api.casefile import Exchange                                           # noqa: E402
from conformance import attributes, paging                                  # noqa: E402
from conformance.compare import Comparison, Correspondence, leaf_pairs      # noqa: E402
from conformance.explained import Explained                                 # noqa: E402
from conformance.pair import Difference                                     # noqa: E402

A, B, C, D = ("%s-0000-4000-8000-000000000000" % (letter * 8) for letter in "abcd")
MAC_A, MAC_B = "fa:16:3e:00:00:0a", "fa:16:3e:00:00:0b"


def places(left, right, given=(), ids=None):
    comparison = Comparison(ids or Correspondence(), given)
    comparison.documents(left, right)
    return [where for where, _, _ in comparison.differences]


class Documents(unittest.TestCase):
    def test_plain_values(self):
        self.assertEqual(places({"a": 1, "b": ["x"]}, {"a": 1, "b": ["x"]}), [])
        self.assertEqual(places({"a": 1}, {"a": 2}), ["$.a"])
        self.assertEqual(places({"a": 1}, {"a": True}), ["$.a"])
        self.assertEqual(places({"a": 1}, {"a": "1"}), ["$.a"])
        self.assertEqual(places({"a": None}, {}), ["$.a"])
        self.assertEqual(places({"a": {}}, {"a": []}), ["$.a"])

    def test_ids_correspond(self):
        ids = Correspondence()
        self.assertEqual(places({"id": A}, {"id": B}, ids=ids), [])
        self.assertEqual(places({"id": A}, {"id": B}, ids=ids), [])
        self.assertEqual(places({"id": A}, {"id": C}, ids=ids), ["$.id"])
        self.assertEqual(places({"id": C}, {"id": B}, ids=ids), ["$.id"])
        self.assertEqual(places({"href": "x?marker=" + A}, {"href": "x?marker=" + B}, ids=ids), [])
        self.assertEqual(places({"href": "x?marker=" + A}, {"href": "y?marker=" + B}, ids=ids), ["$.href"])

    def test_times_need_their_form(self):
        self.assertEqual(places({"t": "2024-01-01T00:00:00Z"}, {"t": "2025-02-03T04:05:06Z"}), [])
        self.assertEqual(places({"t": "2024-01-01T00:00:00Z"}, {"t": "2024-01-01 00:00:00"}), ["$.t"])
        self.assertEqual(places({"t": "2024-01-01T00:00:00Z"}, {"t": None}), ["$.t"])

    def test_order_of_lists(self):
        self.assertEqual(places({"prefixes": ["a", "b"]}, {"prefixes": ["b", "a"]}), [])
        self.assertEqual(places({"prefixes": ["a", "a", "b"]}, {"prefixes": ["b", "a", "b"]}), ["$.prefixes[1]"])
        self.assertEqual(places({"dns_nameservers": ["a", "b"]}, {"dns_nameservers": ["b", "a"]}),
                         ["$.dns_nameservers[0]", "$.dns_nameservers[1]"])
        self.assertEqual(places({"x": ["a"]}, {"x": ["a", "b"]}), ["$.x"])
        comparison = Comparison(Correspondence(), ordered=["ports"])
        comparison.documents({"ports": ["a", "b"]}, {"ports": ["b", "a"]})
        self.assertEqual(len(comparison.differences), 2)

    def test_lists_of_resources_are_matched_by_id(self):
        ids = Correspondence()
        ids.unify(A, B)
        ids.unify(C, D)
        left = {"ports": [{"id": A, "name": "1"}, {"id": C, "name": "2"}]}
        self.assertEqual(places(left, {"ports": [{"id": D, "name": "2"}, {"id": B, "name": "1"}]}, ids=ids), [])
        self.assertNotEqual(places(left, {"ports": [{"id": D, "name": "1"}, {"id": B, "name": "2"}]}, ids=ids), [])

    def test_picked_values(self):
        left, right = ({"fixed_ips": [{"ip_address": "10.0.0.%d" % last}]} for last in (5, 9))
        self.assertEqual(places(left, right), [])
        self.assertEqual(places(left, right, given=[("10.0.0.5", "10.0.0.5")]), ["$.fixed_ips[0].ip_address"])
        self.assertEqual(places(left, right, given=[("10.0.0.5", "10.0.0.9")]), [])
        self.assertNotEqual(places(left, {"fixed_ips": [{"ip_address": "2001:db8::1"}]}), [])
        self.assertNotEqual(places({"provider:segmentation_id": 5}, {"provider:segmentation_id": None}), [])
        self.assertEqual(places({"provider:physical_network": "a"}, {"provider:physical_network": "b"}), [])
        self.assertNotEqual(places({"provider:physical_network": "a"}, {"provider:physical_network": None}), [])
        pairs = [{"allowed_address_pairs": [{"ip_address": "10.0.0.%d" % last}]} for last in (5, 9)]
        self.assertNotEqual(places(*pairs), [])

    def test_mac_addresses_correspond(self):
        ids = Correspondence()
        self.assertEqual(places({"mac_address": MAC_A}, {"mac_address": MAC_B}, ids=ids), [])
        self.assertNotEqual(places({"mac_address": MAC_A}, {"mac_address": "fa:16:3e:00:00:0c"}, ids=ids), [])
        self.assertNotEqual(places({"mac_address": MAC_A}, {"mac_address": "FA-16-3E-00-00-0A"}), [])

    def test_messages_are_prose_and_types_are_not(self):
        self.assertEqual(places({"message": "no"}, {"message": "never"}), [])
        self.assertEqual(places({"message": "no"}, {"message": None}), ["$.message"])
        self.assertEqual(places({"type": "A"}, {"type": "B"}), ["$.type"])

    def test_revisions_are_numbers(self):
        self.assertEqual(places({"revision_number": 3}, {"revision_number": 5}), [])
        self.assertEqual(places({"revision_number": 3}, {"revision_number": None}), ["$.revision_number"])

    def test_what_was_given(self):
        self.assertEqual(set(leaf_pairs({"a": [{"b": 1}], "c": "x"}, {"a": [{"b": 2}], "c": "y"})), {(1, 2), ("x", "y")})


class Pages(unittest.TestCase):
    @staticmethod
    def view(path, left, right):
        exchange = Exchange(0, "GET", path)
        return paging.view(exchange, [("GET", path, None, {})] * 2, left, right)

    def test_sort_keys_are_compared_in_order(self):
        left, right = ({"networks": [{"name": name} for name in names]} for names in ("ab", "ba"))
        self.assertEqual(self.view("/v2.0/networks?sort_key=name", left, left).problems, [])
        self.assertEqual(len(self.view("/v2.0/networks?sort_key=name", left, right).problems), 1)
        self.assertEqual(self.view("/v2.0/networks", left, right).problems, [])

    def test_an_order_by_ids_is_each_side_s_own(self):
        rising, falling = ({"networks": [{"id": one} for one in ids]} for ids in ((A, B), (D, C)))
        self.assertEqual(len(self.view("/v2.0/networks?sort_key=id", rising, falling).problems), 1)
        self.assertEqual(self.view("/v2.0/networks?sort_key=id", rising, {"networks": [{"id": C}, {"id": D}]}).problems, [])

    def test_pages_have_lengths_and_links(self):
        def page(length, rel):
            return {"networks": [{"id": A}] * length, "networks_links": [{"rel": rel, "href": "x"}]}
        path = "/v2.0/networks?limit=2"
        self.assertEqual(self.view(path, page(2, "next"), page(2, "next")), (False, []))
        self.assertEqual(len(self.view(path, page(2, "next"), page(1, "next")).problems), 1)
        self.assertEqual(len(self.view(path, page(2, "next"), page(2, "previous")).problems), 1)
        self.assertEqual(self.view(path + "&marker=" + A, page(2, "next"), page(1, "previous")), (False, []))


class Attributes(unittest.TestCase):
    REFERENCE = {"ports": {"name": {"allow_post": True, "allow_put": True, "is_visible": True, "default": "",
                                    "validate": {"type:string": 255}},
                           "tenant_id": {"allow_post": True, "allow_put": False, "is_visible": True}}}

    @staticmethod
    def ours(**changes):
        base = dict.fromkeys(attributes.FLAGS, False)
        name = {**base, "post": True, "put": True, "visible": True, "default": "", "validate": "string", "validate_argument": 255}
        return {"ports": {"name": {**name, **changes}, "project_id": {**base, "post": True, "visible": True}}}

    def test_equal_maps(self):
        self.assertEqual(list(attributes.differences(self.REFERENCE, self.ours())), [])

    def test_every_aspect_counts(self):
        for change in ({"put": False}, {"filter": True}, {"default": None}, {"validate": "uuid"}, {"validate_argument": 64}):
            self.assertEqual(len(list(attributes.differences(self.REFERENCE, self.ours(**change)))), 1, change)

    def test_missing_attributes(self):
        ours = self.ours()
        del ours["ports"]["name"]
        self.assertEqual([place for place, _, _ in attributes.differences(self.REFERENCE, ours)], ["ports.name"])


class TheReviewedList(unittest.TestCase):
    def test_it_can_be_read_and_explains_only_what_it_says(self):
        explained = Explained()
        exchange = Exchange(0, "POST", "/v2.0/networks")
        self.assertIsNone(explained.reason("bare", exchange, Difference("status", "201", "400 HTTPBadRequest")))
        self.assertIsNone(explained.reason("bare", exchange, Difference("status", "400 HTTPBadRequest", "500 HTTPInternalServerError")))
        self.assertIsNotNone(explained.reason("bare", exchange, Difference("status", "500 HTTPInternalServerError", "400 HTTPBadRequest")))


if __name__ == "__main__":
    unittest.main()
