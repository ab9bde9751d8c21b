// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/value_questions.h"

#include "model/domain/formatter.h"
#include "model/items/cell_text.h"

#include <QCoreApplication>

namespace tidemark {

namespace {

constexpr std::int64_t kClockTolerance_ns = 60 * kNsPerSecond; // clocks differ a little

struct ValueQuestions
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::ValueQuestions)
};

} // namespace

bool isInFuture(Timestamp at, Timestamp now)
{
    return at > now + Timedelta(kClockTolerance_ns);
}

bool isOutOfRange(double value, const Definition &definition)
{
    const auto &low = definition.settings.validMin;
    const auto &high = definition.settings.validMax;
    return (low && value < *low) || (high && value > *high);
}

QString futureQuestion(Timestamp at, Timestamp now)
{
    return isInFuture(at, now) ? ValueQuestions::tr("Time is in the future. Save anyway?")
                               : QString();
}

QString rangeQuestion(double value, const Definition &definition, const Formatter &formatter)
{
    if (!isOutOfRange(value, definition))
        return {};
    const auto &low = definition.settings.validMin;
    const auto &high = definition.settings.validMax;
    const auto text = [&](std::optional<double> limit) {
        return exactValueCell(formatter, limit, definition.unit);
    };
    if (low && high)
        return ValueQuestions::tr("Outside the valid range %1 to %2. Save anyway?")
            .arg(formatter.numbers().fullValue(low), text(high));
    if (low)
        return ValueQuestions::tr("Below the lowest valid value %1. Save anyway?").arg(text(low));
    return ValueQuestions::tr("Above the highest valid value %1. Save anyway?").arg(text(high));
}

} // namespace tidemark
