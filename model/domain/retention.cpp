// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/retention.h"

#include "model/time/civil.h"
#include "model/time/saturating.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::Retention)
};

constexpr auto kForever = "forever"_L1;
constexpr Timedelta kMostBehind{kNsPerDay};
constexpr Timedelta kLeastAhead{365 * kNsPerDay};
constexpr std::int64_t kMostAges = 10;

Timedelta mostAhead(Timedelta keep)
{
    std::int64_t ages = 0;
    if (__builtin_mul_overflow(keep.ns(), kMostAges, &ages))
        return Timedelta::max();
    return std::max(kLeastAhead, Timedelta(ages));
}

} // namespace

ClockTrust clockTrust(Timestamp now, Timestamp newest, Timedelta keep) noexcept
{
    if (now < newest - kMostBehind)
        return ClockTrust::Behind;
    return now - newest > mostAhead(keep) ? ClockTrust::Ahead : ClockTrust::Plausible;
}

Timestamp retentionBorder(Timestamp now, Timedelta keep) noexcept
{
    return now - keep;
}

Result<std::optional<Timedelta>> keepingFromText(QStringView text)
{
    const QStringView trimmed = text.trimmed();
    if (trimmed == kForever)
        return std::optional<Timedelta>();
    const auto keep = Timedelta::fromString(trimmed);
    if (!keep)
        return failure(Error{ErrorCode::InvalidArgument,
                             Text::tr("\"%1\" is not a time to keep samples for. Enter a number "
                                      "and a unit, as in 90d or 36h, or forever.")
                                 .arg(trimmed),
                             keep.error().detail});
    return checkKeeping(*keep).transform([&] { return std::optional(*keep); });
}

Result<void> checkKeeping(std::optional<Timedelta> keep)
{
    if (!keep || *keep >= kShortestKeeping)
        return {};
    return failure(ErrorCode::InvalidArgument,
                   Text::tr("Samples are kept for an hour at least. Enter a longer time, as in "
                            "90d or 36h."));
}

QString keepingKey(std::optional<Timedelta> keep)
{
    return keep ? keep->preciseString() : QString(kForever);
}

QString keepingText(std::optional<Timedelta> keep)
{
    if (!keep)
        return Text::tr("for ever");
    if (keep->ns() % kNsPerDay == 0)
        return Text::tr("%Ln day(s)", nullptr, static_cast<int>(keep->ns() / kNsPerDay));
    if (keep->ns() % kNsPerHour == 0)
        return Text::tr("%Ln hour(s)", nullptr, static_cast<int>(keep->ns() / kNsPerHour));
    return keep->preciseString();
}

QString keepingSentence(Timedelta keep)
{
    return Text::tr("Samples are kept for %1.").arg(keepingText(keep));
}

QString clockSentence(ClockTrust clock, const QString &newest)
{
    switch (clock) {
    case ClockTrust::Plausible:
        break;
    case ClockTrust::Behind:
        return Text::tr("None are removed now: the newest sample, of %1, is later than this "
                        "computer's clock. Set the clock, or remove samples with wrong times.")
            .arg(newest);
    case ClockTrust::Ahead:
        return Text::tr("None are removed now: the newest sample, of %1, is very long ago by this "
                        "computer's clock. Set the clock, or remove samples by hand.")
            .arg(newest);
    }
    return {};
}

} // namespace tidemark
