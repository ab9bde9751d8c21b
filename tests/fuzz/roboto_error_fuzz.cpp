// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the body of an answer that is not 2xx: always an error with a sentence, and one that
// can be sent on. The first two bytes are the status.
#include "services/roboto/wire/roboto_error.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace tidemark;
using namespace tidemark::roboto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 2)
        return 0;
    const int status = (data[0] * 256 + data[1]) % 700;
    const QByteArrayView body(reinterpret_cast<const char *>(data + 2),
                              static_cast<qsizetype>(size - 2));
    const RobotoError error = readError(status, body);
    if (error.status != status || error.message.size() > 500)
        std::abort();
    const Error ours = toError(error);
    if (ours.message.isEmpty() || ours.detail.isEmpty())
        std::abort();
    const RobotoError again = readError(status, writeError(error));
    if (error.code && again.code != error.code)
        std::abort();
    return 0;
}
