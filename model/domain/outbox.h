// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "model/core/id.h"
#include "model/time/timestamp.h"

#include <QJsonObject>
#include <QLatin1StringView>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark {

/// What an item of the outbox is about. The order is the order of sending: what later ones need
/// comes first.
enum class OutboxKind
{
    Device = 1,
    Definition = 2,
    Session = 3, ///< with its devices and the files that give it its times
    Record = 4,
};

/// The word in files and answers: `device definition session record`.
[[nodiscard]] QString outboxKindKey(OutboxKind kind);

/// Which row of the store: a device, metric or session, or a metric and a session.
struct OutboxKey
{
    OutboxKind kind = OutboxKind::Record;
    std::int64_t first = 0;
    std::int64_t second = 0; ///< the session of a record, else 0

    friend auto operator<=>(const OutboxKey &, const OutboxKey &) = default;
};

enum class OutboxState
{
    Waiting = 0,
    Sending = 1,   ///< on its way, or its answer was lost
    Attention = 2, ///< stays until a person says what to do
};

/// Why an item needs a person.
enum class AttentionReason
{
    None = 0,
    Refused = 1,  ///< the remote does not take it: *Edit*, *Retry*, *Discard*
    Conflict = 2, ///< the remote's version changed too: *Keep mine*, *Take theirs* (R4)
    Final = 3,    ///< the remote cannot take back what was sent (P4): *Discard* takes note
    Blocked = 4,  ///< what it belongs to was refused: *Retry* tries both
};
[[nodiscard]] QString attentionReasonKey(AttentionReason reason);

/// How the remote shows one row, as far as it was told: for records `value` and `device`, for the
/// others `fields` (name, description, ...).
struct RemoteImage
{
    std::optional<double> value = {};
    std::optional<QString> device = {};
    QJsonObject fields = {};

    friend bool operator==(const RemoteImage &, const RemoteImage &) = default;
};

/// The field of a conflict whose other side is that the row was removed there.
inline constexpr QLatin1StringView kGoneField("gone");
/// In conflicts found by fetching: the fields hold all of the session, so that those which lack
/// are empty there. In those found by sending, devices and files are as they were.
inline constexpr QLatin1StringView kWholeField("whole");
/// Of a metric or session that was removed here: how many values it holds there that are not known
/// here. A person who keeps ours removes that many with it.
inline constexpr QLatin1StringView kOthersField("others");
/// Of a metric that has another name there: the one here of which a person discarded the note.
inline constexpr QLatin1StringView kNameToldField("name_told");

/// Who changed a row there last, and when, as far as that is known.
struct RemoteChange
{
    QString by = {};
    std::optional<Timestamp> at = {};
};
/// Notes it in an image that a person is to see; an empty `by` and the epoch are not known.
void noteRemoteChange(RemoteImage &image, const QString &by, Timestamp at);
[[nodiscard]] RemoteChange remoteChangeOf(const RemoteImage &image);
/// Fields without what was only noted for people.
[[nodiscard]] QJsonObject withoutRemoteChange(QJsonObject fields);

/// One row of the store that a source does not show yet as the store does.
struct OutboxItem
{
    OutboxItemId id;
    OutboxKey key;
    OutboxState state = OutboxState::Waiting;
    Timestamp queued;
    QString name;                   ///< of the metric, session or device; where it is gone, as sent
    std::optional<double> value;    ///< of a record
    std::optional<QString> session; ///< uid of a session, or of the one of a record
    bool isRemoval = false;         ///< the row is gone here
    AttentionReason reason = AttentionReason::None;
    Error error;                       ///< of an item that needs attention
    std::optional<RemoteImage> theirs; ///< of a conflict
    std::optional<RemoteImage> said;   ///< of a record that is here: what sending it says
};

/// Whether sending it once more can help: what is final stays so, and a conflict is decided.
[[nodiscard]] inline bool canRetry(const OutboxItem &item)
{
    return item.state == OutboxState::Attention && item.reason != AttentionReason::Final &&
           item.reason != AttentionReason::Conflict;
}

/// Items in order of sending.
struct OutboxPage
{
    std::vector<OutboxItem> items;
    std::optional<OutboxItemId> next; ///< continue strictly after it; absent on the last page
};

struct OutboxCounts
{
    std::int64_t waiting = 0; ///< those on their way included
    std::int64_t attention = 0;
    std::optional<Timestamp> oldest = {}; ///< when the first that waits was queued

    friend bool operator==(const OutboxCounts &, const OutboxCounts &) = default;
};

/// What one publishing put into the outbox.
struct PublishedItems
{
    std::int64_t records = 0; ///< of the selection, those that the source has just so included
    /// The items of these records and of what they need there, ascending. What the source has just
    /// so has none.
    std::vector<OutboxItemId> items = {};
};

/// What will be sent (R2).
struct OutboxPreview
{
    std::int64_t records = 0;
    std::int64_t sessions = 0;    ///< created, changed or removed there
    QStringList newDefinitions;   ///< metrics that will be created there; the first 1,000
    std::int64_t definitions = 0; ///< all of which something is said
    std::int64_t removals = 0;    ///< of the above: what is taken back there
    QStringList droppedBySummary; ///< tag names that this detail level leaves out; "note" is one
    /// With an inferred device: records whose session has none or several, which are refused there.
    std::int64_t uninferable = 0;
    bool isDeviceNew = false; ///< of a selection: the chosen device will be created there
};

} // namespace tidemark
