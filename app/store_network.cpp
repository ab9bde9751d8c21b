// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/store_network.h"

#include "app/source_services.h"

namespace tidemark {

StoreNetwork storeNetwork()
{
    const auto services = std::make_shared<SourceServices>();
    return {[services](store::LocalStore &store, const Clock &clock) {
                return services->serve(store, clock);
            },
            [services](store::LocalStore &store, const Clock &clock) {
                return services->receive(store, clock);
            }};
}

} // namespace tidemark
