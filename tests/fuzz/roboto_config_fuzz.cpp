// SPDX-License-Identifier: GPL-3.0-or-later
// parseConfigFile: any bytes give profiles or a sentence, and a profile's token is in no sentence.
#include "services/roboto/client/roboto_config_file.h"

#include <cstdlib>

using namespace tidemark::roboto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const auto file = parseConfigFile(bytes, QStringLiteral("file"));
    if (!file && (file.error().message.isEmpty() || file.error().detail.isEmpty()))
        std::abort();
    if (!file)
        return 0;
    if (file->profiles.empty() || file->defaultProfile.isEmpty())
        std::abort();
    for (const auto &[name, profile] : file->profiles) {
        if (profile.timeout && profile.timeout->count() <= 0)
            std::abort();
    }
    return 0;
}
