// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/exchange/import_pass.h"
#include "services/exchange/import_row_parser.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace tidemark::exchange {

/// Hands a file's values to the store. A thread of its own parses ahead into a short queue, so the
/// writer lane waits neither for the disk nor for the parser, and memory stays constant.
class CsvRowSource final : public RowSource
{
public:
    /// `pass` stands before the first row. A bad row ends the source with its error unless
    /// `skipBadRows`.
    CsvRowSource(std::unique_ptr<ImportPass> pass, const ImportPlan &plan, bool skipBadRows,
                 std::stop_token stop);
    ~CsvRowSource() override; // ends the producer

    /// Waits for the next batch. Errors: InvalidArgument (bad row), Cancelled, those of reading.
    [[nodiscard]] Result<bool> next(std::vector<ImportRow> &rows) override;

private:
    using Batch = std::vector<ImportRow>;

    void produce(const std::stop_token &ended);
    [[nodiscard]] Result<bool> parseBatch(Batch &batch);
    [[nodiscard]] bool push(Batch batch, const std::stop_token &ended);
    void finish(std::optional<Error> error);

    std::unique_ptr<ImportPass> m_pass;  ///< the producer's, once it runs
    ImportRowParser m_parser;            ///< the producer's
    std::vector<RejectedRow> m_rejected; ///< the producer's
    bool m_skipBadRows;
    bool m_hasLines;
    std::stop_token m_stop;

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<Batch> m_queue;
    bool m_isFinished = false;
    std::optional<Error> m_error;
    std::jthread m_producer; ///< last: it uses all of the above
};

} // namespace tidemark::exchange
