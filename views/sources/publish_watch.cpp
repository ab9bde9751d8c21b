// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/publish_watch.h"

#include "model/core/continue_on.h"
#include "model/ports/outbox_store.h"
#include "model/ports/store_events.h"

#include <QTimer>

#include <chrono>

namespace tidemark {

namespace {

using namespace std::chrono_literals;

constexpr auto kReadDelay = 100ms; // many items are settled in one go
constexpr int kPage = 10'000;

} // namespace

PublishWatch::PublishWatch(const SourceParts &parts, SourceId source, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_source(source)
    , m_timer(new QTimer(this))
{
    m_timer->setSingleShot(true);
    m_timer->setInterval(kReadDelay);
    connect(m_timer, &QTimer::timeout, this, &PublishWatch::refresh);
}

void PublishWatch::start()
{
    m_isStarting = true;
    m_watched.clear();
    disconnect(m_parts.ports.events, nullptr, this, nullptr);
    connect(m_parts.ports.events, &StoreEvents::changed, this, [this](const StoreChange &change) {
        if (change.publishing && !m_timer->isActive())
            m_timer->start();
    });
    refresh();
}

void PublishWatch::refresh()
{
    ++m_generation;
    read({}, {}, 0, 0, {});
}

void PublishWatch::read(std::optional<OutboxItemId> after, QSet<qint64> seen, std::int64_t waiting,
                        std::int64_t failed, std::vector<OutboxItem> failures)
{
    continueOn(this, m_parts.ports.outbox->page(m_source, {}, after, kPage),
               [this, generation = m_generation, seen = std::move(seen), waiting, failed,
                failures = std::move(failures)](Result<OutboxPage> page) mutable {
                   if (generation != m_generation)
                       return;
                   if (!page) {
                       Q_EMIT readFailed(page.error());
                       return;
                   }
                   for (OutboxItem &item : page->items) {
                       const bool isRecord = item.key.kind == OutboxKind::Record;
                       const bool isStuck = item.state == OutboxState::Attention;
                       if (isRecord && m_isStarting)
                           seen.insert(item.id.value());
                       if (isRecord && (m_isStarting || m_watched.contains(item.id.value())))
                           ++(isStuck ? failed : waiting);
                       if (isStuck && failures.size() < kPage)
                           failures.push_back(std::move(item));
                   }
                   if (page->next) {
                       read(page->next, std::move(seen), waiting, failed, std::move(failures));
                       return;
                   }
                   if (std::exchange(m_isStarting, false)) {
                       m_watched = std::move(seen);
                       m_total = m_watched.size();
                   }
                   m_waiting = waiting;
                   m_failed = failed;
                   m_failures = std::move(failures);
                   Q_EMIT changed();
               });
}

} // namespace tidemark
