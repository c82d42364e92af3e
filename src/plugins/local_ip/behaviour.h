#pragma once
// Local IPs, and the ports on each host that they lead to.

#include "plugins/local_ip/fields.h"

#include <neutrino/plugin.h>

#include <string>

namespace neutrino::local_ip {

inline constexpr std::string_view kPortOwner = "network:local_ip";

class LocalIpBehaviour final : public Behaviour {
public:
    LocalIpBehaviour(const Fields& fields, Resources& resources) : fields_(fields), resources_(resources) {}

    RecordPtr create(Transaction& transaction, const RequestContext& request, Draft& draft) override;
    void remove(Transaction& transaction, const RequestContext& request, const RecordPtr& local_ip) override;

private:
    // A port of the local IP's own, on the network that the request names.
    RecordPtr make_port(Transaction& transaction, const RequestContext& request, const Record& local_ip) const;

    const Fields& fields_;
    Resources& resources_;
};

// Associations are rows of their local IP.
class PortAssociationBehaviour final : public Behaviour {
public:
    PortAssociationBehaviour(const Fields& fields, Resources& resources) : fields_(fields), resources_(resources) {}

    RecordPtr create(Transaction& transaction, const RequestContext& request, Draft& draft) override;
    void remove(Transaction& transaction, const RequestContext& request, const RecordPtr& association) override;
    std::vector<RecordPtr> list_of(const RequestContext& request, const View& view,
                                   std::string_view local_ip_id) override;
    RecordPtr show_of(const RequestContext& request, const View& view, std::string_view local_ip_id,
                      std::string_view fixed_port_id) override;

private:
    RecordPtr local_ip_require(const View& view, std::string_view id) const;
    RecordPtr shown(const View& view, const Record& local_ip, const Value& association) const;

    const Fields& fields_;
    Resources& resources_;
};

}  // namespace neutrino::local_ip
