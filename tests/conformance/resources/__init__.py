"""The generators, one module a resource. A new one is a subclass of base.Resource, and a line here."""
from conformance.resources.address_scopes import AddressScopes
from conformance.resources.floatingips import Floatingips
from conformance.resources.networks import Networks
from conformance.resources.ports import Ports
from conformance.resources.routers import Routers
from conformance.resources.subnetpools import Subnetpools
from conformance.resources.subnets import Subnets

# with how often each is asked about
ALL = ((Networks(), 3), (Subnets(), 5), (Ports(), 6), (Subnetpools(), 2), (AddressScopes(), 1), (Routers(), 5), (Floatingips(), 4))
