// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/source_words.h"

#include "model/core/plural_count.h"
#include "model/domain/formatter.h"
#include "model/ports/source_links.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::SourceWords)
};

const QString kNothing = u"\u2014"_s;

QString troubleWord(DeliveryTrouble trouble)
{
    switch (trouble) {
    case DeliveryTrouble::Busy:
        return Text::tr("Busy");
    case DeliveryTrouble::Store:
        return Text::tr("Local store in trouble");
    case DeliveryTrouble::Unreachable:
        break;
    }
    return Text::tr("Offline");
}

QString pausedWord(const std::optional<Error> &error)
{
    if (error && error->code == ErrorCode::ReadOnly)
        return Text::tr("Read-only store");
    const QString why = error ? error->detail : QString();
    if (why == kNoToken)
        return Text::tr("Needs a token");
    return why == kKeyringWaits ? Text::tr("Waiting for the keyring") : Text::tr("Paused");
}

QString withReason(const QString &text, const std::optional<Error> &error)
{
    return error && !error->message.isEmpty()
               ? Text::tr("%1: %2", "state of a source and why").arg(text, error->message)
               : text;
}

} // namespace

QString connectionStepName(ConnectionStep step)
{
    switch (step) {
    case ConnectionStep::Address:
        return Text::tr("Address");
    case ConnectionStep::HostName:
        return Text::tr("Host name (DNS)");
    case ConnectionStep::Connection:
        return Text::tr("Connection");
    case ConnectionStep::Trust:
        return Text::tr("Certificate (TLS)");
    case ConnectionStep::Answer:
        return Text::tr("Answer");
    case ConnectionStep::Service:
        return Text::tr("Service and version");
    case ConnectionStep::Token:
        return Text::tr("Token");
    case ConnectionStep::Organisation:
        return Text::tr("Organisation");
    }
    return {};
}

QString countdownText(std::chrono::seconds left, const Formatter &formatter)
{
    left = std::max(left, 0s);
    if (left >= 1h)
        return formatter.duration(
            Timedelta(std::chrono::floor<std::chrono::minutes>(left).count() * kNsPerMinute));
    const auto minutes = std::chrono::floor<std::chrono::minutes>(left);
    return QString::number(minutes.count()) % u':' %
           QString::number((left - minutes).count()).rightJustified(2, u'0');
}

QString deliveryWord(const DeliveryStatus &status)
{
    switch (status.state) {
    case DeliveryState::Off:
        return status.isReachable ? Text::tr("Publishing is off")
                                  : Text::tr("Offline, publishing is off");
    case DeliveryState::Idle:
        return status.isReachable ? Text::tr("Up to date") : Text::tr("Offline");
    case DeliveryState::Waiting:
        if (!status.isReachable)
            return Text::tr("Offline");
        if (status.counts.waiting == 0) // about to look
            return Text::tr("Up to date");
        return Text::tr("%Ln waiting", nullptr, pluralCount(status.counts.waiting));
    case DeliveryState::Sending:
        return Text::tr("Sending %Ln", nullptr, pluralCount(status.counts.waiting));
    case DeliveryState::Retrying:
        return troubleWord(status.trouble);
    case DeliveryState::Paused:
        return pausedWord(status.error);
    case DeliveryState::Elsewhere:
        return Text::tr("Sent by another program");
    }
    return {};
}

QString deliveryText(const DeliveryStatus &status, std::optional<std::chrono::seconds> left,
                     const Formatter &formatter)
{
    switch (status.state) {
    case DeliveryState::Retrying:
        return withReason(left ? Text::tr("Retrying in %1").arg(countdownText(*left, formatter))
                               : Text::tr("Retrying"),
                          status.error);
    case DeliveryState::Paused:
        return withReason(pausedWord(status.error), status.error);
    case DeliveryState::Elsewhere:
        return Text::tr("Another program on this store sends for this source");
    case DeliveryState::Off:
    case DeliveryState::Idle:
    case DeliveryState::Waiting:
    case DeliveryState::Sending:
        break;
    }
    return deliveryWord(status);
}

QString nextSendText(const DeliveryStatus &status, std::optional<std::chrono::seconds> left,
                     const Formatter &formatter)
{
    if (status.state == DeliveryState::Sending)
        return Text::tr("now");
    const bool isSet =
        status.state == DeliveryState::Waiting || status.state == DeliveryState::Retrying;
    if (!isSet || !left)
        return kNothing;
    return Text::tr("in %1", "in 4:12").arg(countdownText(*left, formatter));
}

QString removalAtSources(const QStringList &sources)
{
    return Text::tr(
               "What was sent to %1 may be removed there too. Undoing sends it again, but others' "
               "values that went with it do not come back.")
        .arg(sources.join(u", "_s));
}

QString publishLevelHelp(PublishLevel level)
{
    switch (level) {
    case PublishLevel::Off:
        return Text::tr("Nothing is queued, and no connection is made.");
    case PublishLevel::Summary:
        return Text::tr("Sends values, metrics, and sessions with name, times and devices. Tags "
                        "and notes stay here.");
    case PublishLevel::Detailed:
        return Text::tr("Sends all of it, with the tags and notes of sessions and devices.");
    }
    return {};
}

QString intervalText(Timedelta interval, const Formatter &formatter)
{
    if (interval == Timedelta())
        return Text::tr("at once");
    const std::int64_t ns = interval.ns();
    if (ns % kNsPerDay == 0)
        return Text::tr("every %n day(s)", nullptr, pluralCount(ns / kNsPerDay));
    if (ns % kNsPerHour == 0)
        return Text::tr("every %n hour(s)", nullptr, pluralCount(ns / kNsPerHour));
    if (ns % kNsPerMinute == 0)
        return Text::tr("every %n minute(s)", nullptr, pluralCount(ns / kNsPerMinute));
    return Text::tr("every %1", "every 2 min 30 s").arg(formatter.duration(interval));
}

QString tokenPlaceText(std::optional<SecretPlace> place)
{
    if (!place)
        return Text::tr("none", "there is no token");
    return *place == SecretPlace::Keyring ? Text::tr("in the keyring")
                                          : Text::tr("for this session only");
}

QString outboxKindName(OutboxKind kind)
{
    switch (kind) {
    case OutboxKind::Device:
        return Text::tr("Device");
    case OutboxKind::Definition:
        return Text::tr("Metric");
    case OutboxKind::Session:
        return Text::tr("Session");
    case OutboxKind::Record:
        return Text::tr("Record");
    }
    return {};
}

QString outboxStateText(const OutboxItem &item)
{
    if (item.state == OutboxState::Sending)
        return Text::tr("On its way");
    if (item.state == OutboxState::Waiting)
        return item.isRemoval ? Text::tr("Waits to be removed there") : Text::tr("Waiting");
    switch (item.reason) {
    case AttentionReason::Refused:
        return Text::tr("Refused");
    case AttentionReason::Conflict:
        return Text::tr("Changed on both sides");
    case AttentionReason::Final:
        return Text::tr("Cannot be taken back");
    case AttentionReason::Blocked:
        return Text::tr("Held up");
    case AttentionReason::None:
        break;
    }
    return Text::tr("Needs attention");
}

QString outboxReasonText(const OutboxItem &item)
{
    if (item.state != OutboxState::Attention)
        return {};
    switch (item.reason) {
    case AttentionReason::Conflict:
        return Text::tr("The source has another version since it was last seen. Choose which one "
                        "counts; nothing is lost until then.");
    case AttentionReason::Final:
        return QString(item.error.message.isEmpty()
                           ? Text::tr("The source cannot take back what it has.")
                           : item.error.message) %
               u' ' % Text::tr("This cannot be undone there.");
    case AttentionReason::Blocked:
        return QString(item.error.message.isEmpty() ? Text::tr("What it belongs to was refused.")
                                                    : item.error.message) %
               u' ' % Text::tr("Retry tries both.");
    case AttentionReason::Refused:
    case AttentionReason::None:
        break;
    }
    return item.error.message;
}

QString fetchPhaseText(const FetchProgress &progress)
{
    switch (progress.phase) {
    case FetchPhase::Token:
        return Text::tr("waiting for the token");
    case FetchPhase::Definitions:
        return Text::tr("reading metrics");
    case FetchPhase::Sessions:
        return Text::tr("reading sessions");
    case FetchPhase::Records:
        break;
    }
    return progress.metricsTotal > 1 ? Text::tr("reading %1 (%2 of %3)", "reading speed (2 of 5)")
                                           .arg(progress.metric)
                                           .arg(progress.metricsRead + 1)
                                           .arg(progress.metricsTotal)
                                     : Text::tr("reading %1").arg(progress.metric);
}

QString fetchSummaryText(const FetchSummary &summary, const Formatter &formatter)
{
    const auto number = [&formatter](std::int64_t count) {
        return formatter.numbers().fullCount(count);
    };
    const FetchCounts &records = summary.records;
    QStringList parts{Text::tr("%1 records added", nullptr, pluralCount(records.added))
                          .arg(number(records.added)),
                      Text::tr("%1 changed", "records").arg(number(records.changed))};
    if (records.removed > 0)
        parts << Text::tr("%1 removed", "records").arg(number(records.removed));
    if (summary.definitions.added > 0)
        parts << Text::tr("%1 new metrics", nullptr, pluralCount(summary.definitions.added))
                     .arg(number(summary.definitions.added));
    if (summary.conflicts > 0)
        parts << Text::tr("%1 changed on both sides", "records").arg(number(summary.conflicts));
    if (summary.refusedCount > 0)
        parts << Text::tr("%1 refused by the store", "records").arg(number(summary.refusedCount));
    return parts.join(u", "_s);
}

} // namespace tidemark
