// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "model/domain/definition.h"
#include "model/domain/device.h"
#include "model/domain/file_contribution.h"
#include "model/domain/outbox.h"
#include "model/domain/publish_device.h"
#include "model/domain/session.h"

#include <QSet>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark {

/// What the remote is known to have of a row of the store.
struct Mirror
{
    QString remoteUid; ///< of a session; else the name there, which a metric renamed here keeps
    RemoteImage image;
    bool isOurs = true; ///< made there by this store, so that it may be removed there

    friend bool operator==(const Mirror &, const Mirror &) = default;
};

/// What all items on their way have in common.
struct OutboxHead
{
    OutboxItemId id;
    OutboxKey key;
    std::int64_t version = 0; ///< counts the changes of the row while it waits
    int unanswered = 0;       ///< sendings of which it is not known whether they were done
    std::int64_t change = 0;  ///< which change wrote the row last; 0 when it is gone
    std::optional<Mirror> mirror = {};
    RemoteImage sent = {}; ///< by the newest of the unanswered sendings
};

/// The row as it stands in the store now is absent when it is gone.
struct DeviceWork
{
    OutboxHead head;
    std::optional<Device> device;
};
struct DefinitionWork
{
    OutboxHead head;
    std::optional<Definition> definition;
    bool isDisputed = false; ///< a value of it is in conflict: that is decided before it is removed
    /// Of one that is not there yet: the name here of the metric that has its name there.
    std::optional<QString> namesake = {};
    bool isNameLeaving = false; ///< likewise: one that was removed here, but not there yet
    bool isNameStuck = false;   ///< and its removal needs attention
    /// Likewise: another name under which it may have arrived, since a sending had no answer.
    std::optional<QString> sentAs = {};
};
struct SessionWork
{
    OutboxHead head;
    std::optional<Session> session;
    std::vector<FileContribution> files;
    bool isDisputed = false; ///< as of a definition
    /// The item came later than the session, so it may follow one that was forgotten: discarded, or
    /// of this source before it was removed and added again.
    bool mayBeThere = false;
};
struct RecordWork
{
    OutboxHead head;
    QString metric;      ///< name; empty when the metric is gone
    QString metricThere; ///< its name there, or the one that it will have
    QString sessionUid;  ///< empty when the session is gone
    std::optional<double> value;
    std::optional<QString> device;
    PublishDevice rule;                   ///< which one is sent
    std::optional<QString> onlyDevice;    ///< for an inferred one: that of the session here, if one
    std::optional<QString> remoteSession; ///< uid there; absent while it was not sent
    bool isSessionShared = false; ///< it came from there, or has values there: others may add some
    bool hasSessionItem = false;  ///< the session itself is in the outbox
    bool isSessionStuck = false;  ///< and needs attention
    bool hasDefinitionItem = false; ///< likewise of the metric
    bool isDefinitionStuck = false;
    bool isNameTaken = false; ///< another metric of this store has that name there, maybe gone here
};

/// The next items of a source, each kind in order of sending.
struct OutboxBatch
{
    std::vector<DeviceWork> devices;
    std::vector<DefinitionWork> definitions;
    std::vector<SessionWork> sessions;
    std::vector<RecordWork> records;
    QSet<QString> knownDevices; ///< names that the remote is known to have

    [[nodiscard]] std::size_t size() const
    {
        return devices.size() + definitions.size() + sessions.size() + records.size();
    }
};

/// An item that is about to be sent: noted before the first byte leaves.
struct OutboxStart
{
    OutboxItemId id;
    std::int64_t version = 0;
    RemoteImage sending = {};
    std::optional<Mirror> observed = {}; ///< what the remote was just seen to have
};

/// What became of an item.
struct OutboxOutcome
{
    enum class Kind
    {
        Settled,   ///< the remote shows it; the item goes unless the row changed meanwhile
        Gone,      ///< the remote has none any more, nor anything that belonged to it: where the
                   ///< row is here (again), it and its records are to be sent anew
        Again,     ///< to be sent once more
        Attention, ///< a person must look
    };

    OutboxItemId id;
    OutboxKey key;
    std::int64_t version = 0;
    Kind kind = Kind::Again;
    std::int64_t change = 0;           ///< of OutboxHead, noted with the mirror
    std::optional<Mirror> mirror = {}; ///< what the remote has now, where that is known
    bool wasStarted = true;
    bool isAnswered = true; ///< false: it may have been done all the same
    AttentionReason reason = AttentionReason::None;
    Error error = {};
    std::optional<RemoteImage> theirs = {};
};

/// Says that the remote has a row of the store: what fetching found.
struct MirrorNote
{
    OutboxKey key;
    Mirror mirror;
};

} // namespace tidemark
