// SPDX-License-Identifier: GPL-3.0-or-later
// Request targets: a refusal has a message; what was read is text, and encoded again reads the
// same.
#include "services/http/request_target.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace tidemark;
using namespace tidemark::http;

namespace {

QByteArray encoded(const RequestTarget &target)
{
    QByteArray text;
    if (!target.authority.isEmpty())
        text = "http://" + target.authority;
    for (const QString &segment : target.segments)
        text += '/' + segment.toUtf8().toPercentEncoding();
    if (target.hasTrailingSlash || target.segments.isEmpty())
        text += '/';
    for (std::size_t i = 0; i < target.query.size(); ++i) {
        const auto &[name, value] = target.query[i];
        text += i == 0 ? '?' : '&';
        text += name.toUtf8().toPercentEncoding() + '=' + value.toUtf8().toPercentEncoding();
    }
    return text;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArrayView text(data, static_cast<qsizetype>(size));
    const auto target = parseTarget(text);
    if (!target) {
        if (target.error().message.isEmpty())
            std::abort();
        return 0;
    }
    for (const QString &segment : target->segments) {
        if (segment.contains(QChar(0)))
            std::abort();
    }
    const auto again = parseTarget(encoded(*target));
    if (!again || *again != *target)
        std::abort();
    return 0;
}
