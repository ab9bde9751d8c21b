// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/source_links_factory.h"

namespace tidemark {

SourceLinksFactory sourceLinksFactory()
{
    return {};
}

} // namespace tidemark
