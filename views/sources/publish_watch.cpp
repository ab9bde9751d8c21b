// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/publish_watch.h"

#include "model/core/continue_on.h"
#include "model/ports/outbox_store.h"
#include "model/ports/store_events.h"
#include "views/refresh_pace.h"

#include <algorithm>

namespace tidemark {

namespace {

constexpr int kPage = 10'000;

} // namespace

PublishWatch::PublishWatch(const SourceParts &parts, SourceId source, PublishedItems published,
                           QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_source(source)
    , m_pace(new RefreshPace(this))
    , m_published(std::move(published))
{
    connect(m_pace, &RefreshPace::due, this, [this] {
        m_pace->begin();
        read({}, {});
    });
}

void PublishWatch::start()
{
    disconnect(m_parts.ports.events, nullptr, this, nullptr);
    connect(m_parts.ports.events, &StoreEvents::changed, this, [this](const StoreChange &change) {
        if (change.publishing)
            refresh();
    });
    refresh();
}

void PublishWatch::refresh()
{
    m_pace->onDataChanged();
}

void PublishWatch::read(std::optional<OutboxItemId> after, Standing standing)
{
    continueOn(this, m_parts.ports.outbox->page(m_source, {}, after, kPage),
               [this, standing = std::move(standing)](Result<OutboxPage> page) mutable {
                   if (!page) {
                       m_pace->end();
                       Q_EMIT readFailed(page.error());
                       return;
                   }
                   count(std::move(page->items), standing);
                   if (page->next) {
                       read(page->next, std::move(standing));
                       return;
                   }
                   m_now = std::move(standing);
                   m_isRead = true;
                   m_pace->end();
                   Q_EMIT changed();
               });
}

void PublishWatch::count(std::vector<OutboxItem> items, Standing &standing) const
{
    for (OutboxItem &item : items) {
        if (!std::binary_search(m_published.items.begin(), m_published.items.end(), item.id))
            continue;
        const bool isRecord = item.key.kind == OutboxKind::Record;
        if (item.state != OutboxState::Attention) {
            ++(isRecord ? standing.waiting : standing.waitingOthers);
            continue;
        }
        ++(isRecord ? standing.failed : standing.failedOthers);
        if (standing.failures.size() < kPage)
            standing.failures.push_back(std::move(item));
    }
}

} // namespace tidemark
