// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/descriptor_room.h"

#include <algorithm>

#include <sys/resource.h>

namespace tidemark::http {

void makeDescriptorRoom()
{
    constexpr rlim_t kWanted = 4096;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= kWanted)
        return;
    limit.rlim_cur = std::min(kWanted, limit.rlim_max);
    (void)::setrlimit(RLIMIT_NOFILE, &limit); // as before where it is refused
}

} // namespace tidemark::http
