// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as OTLP's JSON: refused as the sender's mistake, or, written again in either encoding,
// read as the same; what is valid then stays so.
#include "services/otlp/otlp_json.h"
#include "services/otlp/otlp_protobuf.h"
#include "services/otlp/otlp_validity.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace tidemark;
using namespace tidemark::otlp;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    auto read = fromJson({reinterpret_cast<const char *>(data), static_cast<qsizetype>(size)});
    if (!read) {
        if ((read.error().code != ErrorCode::InvalidArgument &&
             read.error().code != ErrorCode::Overflow) ||
            read.error().message.isEmpty())
            std::abort();
        return 0;
    }
    const auto again = fromJson(toJson(*read));
    if (!again || !(*again == *read))
        std::abort();
    const auto other = fromProtobuf(toProtobuf(*read));
    if (!other || !(*other == *read))
        std::abort();
    (void)removeInvalid(*read);
    if (removeInvalid(*read).total() != 0)
        std::abort();
    return 0;
}
