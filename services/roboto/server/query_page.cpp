// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/server/query_page.h"

#include "services/roboto/server/metric_values.h"
#include "services/roboto/wire/bodies.h"

#include <QThreadPool>

#include <utility>

namespace tidemark::roboto {

QueryPage::QueryPage(CallPointer call)
    : m_call(std::move(call))
{}

void QueryPage::add(std::vector<Record> records)
{
    std::unique_lock lock(m_mutex);
    m_waiting.push_back(std::move(records));
    beginWork(std::move(lock));
}

void QueryPage::end(std::optional<QString> nextToken)
{
    std::unique_lock lock(m_mutex);
    m_end = End{std::move(nextToken)};
    beginWork(std::move(lock));
}

void QueryPage::beginWork(std::unique_lock<std::mutex> lock)
{
    if (std::exchange(m_isWorking, true))
        return;
    lock.unlock();
    m_call->workers().start([self = shared_from_this()] { self->work(); });
}

void QueryPage::work()
{
    for (;;) {
        std::unique_lock lock(m_mutex);
        if (m_waiting.empty()) {
            if (m_end)
                return answer(m_end->nextToken);
            m_isWorking = false;
            return;
        }
        const std::vector<Record> records = std::move(m_waiting.front());
        m_waiting.pop_front();
        lock.unlock();
        write(records);
    }
}

// The text of a Page<MetricRecord>, as `write` in page.h has it.
void QueryPage::begin(std::size_t records)
{
    m_out.emplace(static_cast<qsizetype>(records) * detail::kBytesPerRecord + 64);
    m_out->beginObject();
    m_out->name("data");
    m_out->beginObject();
    m_out->name("items");
    m_out->beginList();
}

void QueryPage::write(const std::vector<Record> &records)
{
    if (!m_out)
        begin(records.size());
    for (const Record &record : records)
        roboto::write(*m_out, metricRecord(record, record.metricUid, m_call->org()));
}

void QueryPage::answer(const std::optional<QString> &nextToken)
{
    if (!m_out)
        begin(0);
    m_out->endList();
    m_out->optionalText("next_token", nextToken);
    m_out->endObject();
    m_out->endObject();
    m_call->answer(m_out->take());
}

} // namespace tidemark::roboto
