"""Whether the tables of a SQLite database agree with each other, whatever wrote them."""
import sqlite3

# What each query returns must not be there.
MUST_BE_EMPTY = {
    "allocated addresses that no port has":
        "SELECT a.ip_address, s.neutron_subnet_id FROM ipamallocations a JOIN ipamsubnets s ON s.id = a.ipam_subnet_id"
        " WHERE NOT EXISTS (SELECT 1 FROM ipallocations p WHERE p.ip_address = a.ip_address"
        " AND p.subnet_id = s.neutron_subnet_id)",
    "addresses of ports that are not allocated":
        "SELECT p.ip_address, p.subnet_id FROM ipallocations p WHERE NOT EXISTS (SELECT 1 FROM ipamallocations a"
        " JOIN ipamsubnets s ON s.id = a.ipam_subnet_id WHERE a.ip_address = p.ip_address"
        " AND s.neutron_subnet_id = p.subnet_id)",
    "subnets without IPAM's counterpart":
        "SELECT id FROM subnets WHERE id NOT IN (SELECT neutron_subnet_id FROM ipamsubnets)",
    "IPAM's counterparts of no subnet":
        "SELECT id FROM ipamsubnets WHERE neutron_subnet_id NOT IN (SELECT id FROM subnets)",
    "pools that IPAM doesn't know":
        "SELECT subnet_id, first_ip, last_ip FROM ipallocationpools EXCEPT SELECT s.neutron_subnet_id, p.first_ip, p.last_ip"
        " FROM ipamallocationpools p JOIN ipamsubnets s ON s.id = p.ipam_subnet_id",
    "IPAM's pools of no subnet":
        "SELECT s.neutron_subnet_id, p.first_ip, p.last_ip FROM ipamallocationpools p JOIN ipamsubnets s"
        " ON s.id = p.ipam_subnet_id EXCEPT SELECT subnet_id, first_ip, last_ip FROM ipallocationpools",
    "networks without a segment":
        "SELECT id FROM networks WHERE id NOT IN (SELECT network_id FROM networksegments)",
    "VXLAN segments whose number is not allocated":
        "SELECT id FROM networksegments WHERE network_type = 'vxlan' AND segmentation_id NOT IN"
        " (SELECT vxlan_vni FROM ml2_vxlan_allocations WHERE allocated)",
    "allocated VXLAN numbers of no segment":
        "SELECT vxlan_vni FROM ml2_vxlan_allocations WHERE allocated AND vxlan_vni NOT IN"
        " (SELECT segmentation_id FROM networksegments WHERE network_type = 'vxlan')",
    "ports without a binding":
        "SELECT id FROM ports WHERE id NOT IN (SELECT port_id FROM ml2_port_bindings)",
    "MAC addresses that two ports of a network have":
        "SELECT network_id, mac_address FROM ports GROUP BY network_id, mac_address HAVING count(*) > 1",
    "numbers in the change log that repeat":
        "SELECT seq FROM neutrino_changes GROUP BY seq HAVING count(*) > 1",
}


def problems(path):
    """A line for each thing that is wrong. The database may be in use."""
    connection = sqlite3.connect("file:%s?mode=ro" % path, uri=True, timeout=30)
    try:
        found = ["integrity: " + row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += ["foreign key: %r" % (row,) for row in connection.execute("PRAGMA foreign_key_check")]
        for what, query in MUST_BE_EMPTY.items():
            found += ["%s: %s" % (what, ", ".join(map(str, row))) for row in connection.execute(query)]
        return found + orphans(connection)
    finally:
        connection.close()


def orphans(connection):
    """Standard attributes that no resource has: what is left of a resource that was created or deleted by half."""
    owners = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
              if name != "tags" and name != "provisioningblocks" and "standard_attr_id" in columns(connection, name)]
    used = " UNION ALL ".join("SELECT standard_attr_id FROM %s" % name for name in owners)
    rows = connection.execute("SELECT id, resource_type FROM standardattributes WHERE id NOT IN (%s)" % used)
    return ["standard attributes of no resource: %d, %s" % row for row in rows]


def columns(connection, table):
    return {row[1] for row in connection.execute("PRAGMA table_info(%s)" % table)}
