// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/pending_records.h"

#include "model/core/continue_on.h"

#include <algorithm>
#include <chrono>

namespace tidemark {

namespace {

using namespace std::chrono_literals;

// Before the next reading: some times as long as the last one took, so that others get at the
// store.
constexpr int kRest = 4;
constexpr std::chrono::milliseconds kLeastDelay = 200ms;
constexpr std::chrono::milliseconds kMostDelay = 5s;
constexpr int kPage = 10'000;

std::pair<qint64, qint64> keyOf(const RecordKey &record)
{
    return {record.metric.value(), record.session.value()};
}

} // namespace

PendingRecords::PendingRecords(SourceStore &sources, OutboxStore &outbox, const StoreEvents &events,
                               QObject *parent)
    : QObject(parent)
    , m_sources(sources)
    , m_outbox(outbox)
{
    m_later.setSingleShot(true);
    m_later.setInterval(kLeastDelay);
    connect(&m_later, &QTimer::timeout, this, &PendingRecords::read);
    connect(&events, &StoreEvents::changed, this, [this](const StoreChange &change) {
        if (change.publishing && !m_later.isActive())
            m_later.start();
    });
    read();
}

PendingRecords::State PendingRecords::stateOf(const RecordKey &record) const
{
    return m_states.value(keyOf(record), State::None);
}

void PendingRecords::read()
{
    m_readAgain = m_isReading;
    if (m_isReading)
        return;
    m_isReading = true;
    m_readingSince.start();
    continueOn(this, m_sources.sources(), [this](const Result<std::vector<Source>> &sources) {
        std::vector<SourceId> ids;
        for (const Source &source : sources.value_or(std::vector<Source>()))
            ids.push_back(source.id);
        readNext(std::move(ids), {});
    });
}

void PendingRecords::readNext(std::vector<SourceId> sources, States states)
{
    if (sources.empty()) {
        finish(std::move(states));
        return;
    }
    const SourceId next = sources.back();
    sources.pop_back();
    readPage(next, {}, 0, std::move(sources), std::move(states));
}

void PendingRecords::readPage(SourceId source, std::optional<OutboxItemId> after,
                              std::int64_t known, std::vector<SourceId> others, States states)
{
    continueOn(this, m_outbox.page(source, {}, after, kPage),
               [this, source, known, others = std::move(others),
                states = std::move(states)](const Result<OutboxPage> &page) mutable {
                   if (!page) { // the source is gone, or the store is closing
                       readNext(std::move(others), std::move(states));
                       return;
                   }
                   for (const OutboxItem &item : page->items) {
                       if (item.key.kind != OutboxKind::Record)
                           continue;
                       State &state = states[{item.key.first, item.key.second}];
                       if (item.state == OutboxState::Attention)
                           state = State::Attention;
                       else if (state == State::None)
                           state = State::Pending;
                   }
                   known += static_cast<std::int64_t>(page->items.size());
                   if (page->next && known < kMaxItems)
                       readPage(source, page->next, known, std::move(others), std::move(states));
                   else
                       readNext(std::move(others), std::move(states));
               });
}

void PendingRecords::finish(States states)
{
    m_isReading = false;
    const auto took = std::chrono::milliseconds(m_readingSince.elapsed());
    m_later.setInterval(std::clamp(kRest * took, kLeastDelay, kMostDelay));
    if (states != m_states) {
        m_states = std::move(states);
        Q_EMIT changed();
    }
    if (m_readAgain)
        m_later.start();
}

} // namespace tidemark
