// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/source_links_factory.h"

#include "app/source_services.h"

namespace tidemark {

SourceLinksFactory sourceLinksFactory()
{
    return [services = std::make_shared<SourceServices>()](store::LocalStore &store,
                                                           const Clock &clock) {
        return services->serve(store, clock);
    };
}

} // namespace tidemark
