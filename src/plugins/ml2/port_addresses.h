#pragma once
// Which addresses a port gets: what its fixed_ips ask for, one of each IP version when they ask for nothing, and the
// ones that hosts of automatic IPv6 subnets make up themselves.

#include "plugins/ml2/core.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::ml2 {

// Within a transaction; throws the faults of Neutron's IPAM. Thread-safe.
class PortAddresses {
public:
    explicit PortAddresses(Core& core) : core_(core), ports_(core.fields.port), subnets_(core.fields.subnet) {}

    // Takes the addresses of a new port, which has its MAC already, and sets fixed_ips.
    void assign(Transaction& transaction, Draft& port) const;
    // The same for a port that is there: addresses of `before` that are still wanted stay, those that its subnets or a
    // new MAC ask for are added, the others are given back.
    void reassign(Transaction& transaction, const Record& before, Draft& port) const;

private:
    // A subnet that the port may have addresses of.
    struct Candidate {
        std::string id;
        ipam::Prefix cidr;
        std::vector<ipam::Range> pools;
        int ip_version = 4;
        bool automatic = false;
        bool delegated = false;  // its prefix may not be known yet
    };
    struct FixedIp {
        std::string subnet_id;
        ipam::Address address;
        friend bool operator==(const FixedIp&, const FixedIp&) = default;
    };
    // An entry of fixed_ips as a client gives it.
    struct Request {
        std::string subnet_id;                 // "" = the first that holds the address
        std::optional<ipam::Address> address;  // nothing = any of the subnet
        bool remove = false;                   // give up the automatic address of this subnet
    };
    // An address to take: this one, or any of the first of the subnets that has one left.
    struct Want {
        std::vector<const Candidate*> subnets;
        std::optional<ipam::Address> address;
    };
    struct Changes {
        std::vector<Request> add;
        std::vector<FixedIp> keep;
        std::vector<FixedIp> drop;
    };
    // Who gets the addresses.
    struct Taker {
        std::string_view network_id;
        std::string_view device_owner;
        std::string_view mac;
    };

    // Throws IpAddressGenerationFailureNoMatchingSubnet when the network has subnets and one is `required`, but none is
    // for the port.
    std::vector<Candidate> candidates(const View& view, const Taker& port, bool required) const;
    const Candidate& candidate_for(const View& view, const Request& request, const std::vector<Candidate>& among,
                                   const Taker& port) const;
    std::vector<Want> wants(const View& view, const std::vector<Request>& requests, const std::vector<Candidate>& among,
                            const Taker& port) const;
    // One address of each IP version.
    std::vector<Want> default_wants(const std::vector<Candidate>& among) const;
    void add_automatic(const std::vector<Candidate>& among, const Taker& port, const std::vector<std::string>& handled,
                       std::vector<Want>& wants) const;
    FixedIp take(Transaction& transaction, const Want& want, const Taker& port) const;

    std::vector<Request> requests_of(const Value& fixed_ips) const;
    std::vector<FixedIp> addresses_of(const Value& fixed_ips) const;
    Changes changes(const View& view, const std::vector<FixedIp>& before, const std::vector<Request>& requests,
                    std::string_view device_owner) const;
    // Whether an address that nobody asks for any more goes: the automatic ones of hosts stay.
    bool is_given_up(const View& view, const FixedIp& address, std::string_view device_owner) const;

    Core& core_;
    const PortFields& ports_;
    const SubnetFields& subnets_;
};

}  // namespace neutrino::ml2
