// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/record_store.h"
#include "services/json/json_writer.h"
#include "services/roboto/server/call.h"

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace tidemark::roboto {

/// The page of a query's answer, written by a worker while the store still reads. Any thread; it
/// lives until the call is answered.
class QueryPage final : public std::enable_shared_from_this<QueryPage>
{
public:
    explicit QueryPage(CallPointer call);

    /// Takes the next records of the page.
    void add(std::vector<Record> records);
    /// There are no more. `nextToken`: where the next page begins.
    void end(std::optional<QString> nextToken);

private:
    struct End
    {
        std::optional<QString> nextToken;
    };

    void beginWork(std::unique_lock<std::mutex> lock);
    void work();
    void begin(std::size_t records);
    void write(const std::vector<Record> &records);
    void answer(const std::optional<QString> &nextToken);

    const CallPointer m_call;
    std::mutex m_mutex;
    std::deque<std::vector<Record>> m_waiting;
    std::optional<End> m_end;
    bool m_isWorking = false;
    std::optional<JsonWriter> m_out; ///< of the one that works
};

} // namespace tidemark::roboto
