// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/events_hub.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace tidemark::store {

/// The hubs of a store's organisations: each tells of its own changes only. Made and destroyed on
/// the thread that the hubs live on; otherwise any thread.
class EventsBoard
{
public:
    EventsBoard();

    /// The hub of the local organisation, which watches the file.
    [[nodiscard]] EventsHub &local() noexcept { return *m_local; }
    /// The organisation's hub, made when first asked for.
    [[nodiscard]] EventsHub &hub(const QString &orgUid);
    /// Organisations that have one.
    [[nodiscard]] QStringList organisations() const;
    /// Nobody listens to an organisation without a hub.
    void post(const QString &orgUid, const StoreChange &change);
    void postReadOnly(const QString &reason);
    void postAsked(const QString &orgUid);
    void postAnswered(const QString &orgUid, std::function<void()> note);

private:
    mutable std::mutex m_mutex;
    std::map<QString, std::unique_ptr<EventsHub>> m_hubs; // under m_mutex; none is ever removed
    EventsHub *m_local;
};

} // namespace tidemark::store
