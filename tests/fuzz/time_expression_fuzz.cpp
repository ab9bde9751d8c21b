// SPDX-License-Identifier: GPL-3.0-or-later
// Range expressions: a text that is read means the same when read again, and To is never before
// From.
#include "model/time/time_range.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace tidemark;
    static const Calendar calendar{Zone::fromId(u"Europe/Berlin").value_or(Zone()), Qt::Sunday};
    constexpr Timestamp kNow(1'773'243'930'500'000'000); // 2026-03-11T15:45:30.5Z
    const QString text =
        QString::fromUtf8(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const auto expression = TimeExpression::parse(text);
    if (!expression && expression.error().message.isEmpty())
        std::abort();
    if (!expression)
        return 0;
    if (TimeExpression::parse(expression->text()) != *expression)
        std::abort();
    const auto from = expression->resolve(kNow, calendar, Border::From);
    const auto to = expression->resolve(kNow, calendar, Border::To);
    if (from.has_value() != to.has_value() || (from && *to < *from))
        std::abort();
    const auto range = TimeRange::parse(text, u"now", kNow, calendar);
    if (range && range->range.resolve(kNow, calendar).value_or(TimeWindow{}).isEmpty())
        std::abort();
    return 0;
}
