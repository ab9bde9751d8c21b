// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/csv_row_source.h"

#include "services/exchange/await.h"
#include "services/exchange/linked_stop.h"

#include <QCoreApplication>

#include <iterator>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct SourceText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::SourceText)
};

constexpr std::size_t kBatchRows = 2'000;
constexpr std::size_t kQueuedBatches = 4;

Error badRow(const RejectedRow &row, bool isLine)
{
    const QString text = isLine ? SourceText::tr("Line %1 cannot be imported: %2")
                                : SourceText::tr("Row %1 cannot be imported: %2");
    return Error{ErrorCode::InvalidArgument, text.arg(row.line).arg(row.reason), u"import.row"_s};
}

} // namespace

CsvRowSource::CsvRowSource(std::unique_ptr<ImportPass> pass, const ImportPlan &plan,
                           bool skipBadRows, std::stop_token stop)
    : m_pass(std::move(pass))
    , m_parser(plan)
    , m_skipBadRows(skipBadRows)
    , m_hasLines(hasLines(plan.format))
    , m_stop(std::move(stop))
    , m_producer([this](const std::stop_token &ended) { produce(ended); })
{}

CsvRowSource::~CsvRowSource() = default;

Result<bool> CsvRowSource::next(std::vector<ImportRow> &rows)
{
    std::unique_lock lock(m_mutex);
    const bool isReady =
        m_changed.wait(lock, m_stop, [this] { return !m_queue.empty() || m_isFinished; });
    if (!isReady || m_stop.stop_requested())
        return failure(cancelledError());
    if (m_queue.empty())
        return m_error ? Result<bool>(failure(*m_error)) : Result<bool>(false);
    Batch batch = std::move(m_queue.front());
    m_queue.pop_front();
    lock.unlock();
    m_changed.notify_all();
    rows.insert(rows.end(), std::make_move_iterator(batch.begin()),
                std::make_move_iterator(batch.end()));
    return true;
}

void CsvRowSource::produce(const std::stop_token &ended)
{
    const LinkedStop linked(ended, m_stop);
    const std::stop_token stop = linked.token();
    for (;;) {
        Batch batch;
        auto parsed = parseBatch(batch);
        if (!batch.empty() && !push(std::move(batch), stop))
            return finish(cancelledError());
        if (!parsed)
            return finish(parsed.error());
        if (!*parsed)
            return finish(std::nullopt);
        if (stop.stop_requested())
            return finish(cancelledError());
    }
}

// False at the end of the file.
Result<bool> CsvRowSource::parseBatch(Batch &batch)
{
    TableRow row;
    for (std::size_t lines = 0; batch.size() < kBatchRows && lines < kBatchRows; ++lines) {
        auto read = m_pass->next(row);
        if (!read || !*read)
            return read;
        m_parser.parse(row, batch, m_rejected);
        if (!m_rejected.empty() && !m_skipBadRows)
            return failure(badRow(m_rejected.front(), m_hasLines));
        m_rejected.clear();
    }
    return true;
}

bool CsvRowSource::push(Batch batch, const std::stop_token &ended)
{
    std::unique_lock lock(m_mutex);
    if (!m_changed.wait(lock, ended, [this] { return m_queue.size() < kQueuedBatches; }))
        return false;
    m_queue.push_back(std::move(batch));
    lock.unlock();
    m_changed.notify_all();
    return true;
}

void CsvRowSource::finish(std::optional<Error> error)
{
    {
        const std::lock_guard lock(m_mutex);
        m_isFinished = true;
        m_error = std::move(error);
    }
    m_changed.notify_all();
}

} // namespace tidemark::exchange
