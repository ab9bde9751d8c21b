// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/sample_journal.h"

#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/series/sample_retention.h"
#include "model/store/store_lanes.h"

#include <algorithm>
#include <bit>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

bool isSameBits(double a, double b) noexcept
{
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

bool areSame(const OrderedSamples &a, const OrderedSamples &b) noexcept
{
    return a.times == b.times && std::equal(a.values.begin(), a.values.end(), b.values.begin(),
                                            b.values.end(), isSameBits);
}

// Those of `samples` that are not among `others` with the same value.
OrderedSamples differing(std::span<const std::int64_t> times, std::span<const double> values,
                         const OrderedSamples &others)
{
    OrderedSamples found;
    std::size_t other = 0;
    for (std::size_t i = 0; i < times.size(); ++i) {
        while (other < others.times.size() && others.times[other] < times[i])
            ++other;
        const bool isThere = other < others.times.size() && others.times[other] == times[i] &&
                             isSameBits(others.values[other], values[i]);
        if (!isThere)
            found.push(times[i], values[i]);
    }
    return found;
}

/// An undo or redo of the samples of one change.
class SampleSwap
{
public:
    SampleSwap(Connection &connection, ChangeId change, ChangeCollector &touched)
        : m_connection(connection)
        , m_workspace(std::make_unique<ChunkWorkspace>())
        , m_revisions(connection, change, *m_workspace)
        , m_touched(touched)
    {}

    [[nodiscard]] Result<void> undo();
    [[nodiscard]] Result<void> redo();

private:
    using Step = Result<void> (SampleSwap::*)(const SampleRevision &);
    [[nodiscard]] Result<void> forEach(const std::vector<std::int64_t> &ids, Step step);
    [[nodiscard]] Result<void> undoOne(const SampleRevision &revision);
    [[nodiscard]] Result<void> redoOne(const SampleRevision &revision);
    [[nodiscard]] Result<void> writeTo(SeriesId series);
    [[nodiscard]] Result<void> finish();
    [[nodiscard]] Result<std::optional<OrderedSamples>> present(const SampleRevision &revision,
                                                                std::size_t expected);
    [[nodiscard]] Result<void> replace(const OrderedSamples &now, const OrderedSamples &then);
    [[nodiscard]] tl::unexpected<Error> changedSince(const SampleRevision &revision);

    Connection &m_connection;
    std::unique_ptr<ChunkWorkspace> m_workspace;
    SampleRevisions m_revisions;
    ChangeCollector &m_touched;
    std::unique_ptr<SeriesWriter> m_writer; // of the series whose revisions are at hand
};

// Age may have taken them, which is told apart.
tl::unexpected<Error> SampleSwap::changedSince(const SampleRevision &revision)
{
    Error error{ErrorCode::Conflict, {}, u"sample_revision %1"_s.arg(revision.id)};
    const auto aged = agedBorder(m_connection, revision.series);
    if (!aged)
        return failure(aged.error());
    if (*aged && revision.first < **aged)
        error.subject = ErrorSubject::Samples;
    return failure(error);
}

Result<void> SampleSwap::undo()
{
    auto ids = m_revisions.ids();
    if (!ids)
        return failure(ids.error());
    std::reverse(ids->begin(), ids->end());
    return forEach(*ids, &SampleSwap::undoOne);
}

Result<void> SampleSwap::redo()
{
    const auto ids = m_revisions.ids();
    return ids ? forEach(*ids, &SampleSwap::redoOne) : failure(ids.error());
}

Result<void> SampleSwap::forEach(const std::vector<std::int64_t> &ids, Step step)
{
    for (const std::int64_t id : ids) {
        const auto revision = m_revisions.read(id);
        if (!revision)
            return failure(revision.error());
        if (auto begun = writeTo(revision->series); !begun)
            return begun;
        if (auto done = (this->*step)(*revision); !done)
            return done;
    }
    return finish();
}

Result<void> SampleSwap::writeTo(SeriesId series)
{
    if (m_writer && m_writer->row().id == series)
        return {};
    if (auto finished = finish(); !finished)
        return finished;
    auto writer = SeriesWriter::begin(m_connection, series, *m_workspace);
    if (!writer)
        return failure(writer.error());
    m_writer = *std::move(writer);
    m_touched.touchSamples(series, m_writer->row().metric);
    return {};
}

Result<void> SampleSwap::finish()
{
    if (!m_writer)
        return {};
    auto finished = m_writer->finish();
    m_writer.reset();
    return finished;
}

Result<std::optional<OrderedSamples>> SampleSwap::present(const SampleRevision &revision,
                                                          std::size_t expected)
{
    if (revision.stamps.empty())
        return m_writer->all(revision.first, revision.last, expected);
    return m_writer->at(revision.stamps).transform([](OrderedSamples &&found) {
        return std::optional(std::move(found));
    });
}

Result<void> SampleSwap::replace(const OrderedSamples &now, const OrderedSamples &then)
{
    const OrderedSamples gone = without(now.times, now.values, then.times);
    const auto removed = m_writer->remove(gone.times);
    if (!removed)
        return failure(removed.error());
    const auto added = m_writer->add(then.times, then.values);
    return added ? Result<void>() : Result<void>(failure(added.error()));
}

Result<void> SampleSwap::undoOne(const SampleRevision &revision)
{
    const auto now = present(revision, revision.afterCount);
    if (!now)
        return failure(now.error());
    if (!*now || (*now)->times.size() != revision.afterCount ||
        hashOf((*now)->times, (*now)->values) != revision.afterHash)
        return changedSince(revision);
    return replace(**now, revision.before).and_then([&] {
        return m_revisions.keepAfter(revision.id, **now);
    });
}

Result<void> SampleSwap::redoOne(const SampleRevision &revision)
{
    const auto now = present(revision, revision.before.times.size());
    if (!now)
        return failure(now.error());
    if (!*now || !areSame(**now, revision.before))
        return changedSince(revision);
    const auto after = m_revisions.takeAfter(revision);
    return after ? replace(**now, *after) : failure(after.error());
}

} // namespace

SampleJournal::SampleJournal(ChangeScope &scope, ChunkWorkspace &workspace)
    : m_scope(scope)
    , m_revisions(scope.connection(), scope.id(), workspace)
{}

Result<void> SampleJournal::keep(const SeriesRow &series, const SampleRevision &revision)
{
    return m_scope.willWriteSamples(series.id, series.metric).and_then([&] {
        return m_revisions.add(revision);
    });
}

Result<void> SampleJournal::put(SeriesWriter &writer, std::span<const std::int64_t> times,
                                std::span<const double> values, const OrderedSamples &taken)
{
    const OrderedSamples fresh = differing(times, values, taken);
    if (fresh.times.empty())
        return {};
    SampleRevision revision;
    revision.series = writer.row().id;
    revision.first = fresh.times.front();
    revision.last = fresh.times.back();
    revision.afterCount = fresh.times.size();
    revision.afterHash = hashOf(fresh.times, fresh.values);
    pushCommon(revision.before, taken.times, taken.values, fresh.times);
    const auto others = taken.times.empty() ? writer.all(revision.first, revision.last, 0)
                                            : std::optional<OrderedSamples>();
    if (!others)
        return failure(others.error());
    if (!*others)
        revision.stamps = fresh.times;
    if (auto kept = keep(writer.row(), revision); !kept)
        return kept;
    const auto added = writer.add(fresh.times, fresh.values);
    return added ? Result<void>() : Result<void>(failure(added.error()));
}

Result<bool> SampleJournal::hasWritten(SeriesId series, std::int64_t stamp)
{
    return m_revisions.hasWritten(series, stamp);
}

// Chunk by chunk. What cannot be read goes for good: nobody could bring it back.
Result<std::int64_t> SampleJournal::remove(SeriesWriter &writer, const TimeWindow &window,
                                           const std::stop_token &stop)
{
    std::int64_t removed = 0;
    if (window.isEmpty() || !writer.row().first)
        return removed;
    std::int64_t first = std::max(window.begin.posixNs(), *writer.row().first);
    const std::int64_t last = std::min(window.end.posixNs() - 1, *writer.row().last);
    const auto aside = writer.aside(first, last);
    if (!aside)
        return failure(aside.error());
    if (!aside->empty()) {
        auto gone = m_scope.willWriteSamples(writer.row().id, writer.row().metric).and_then([&] {
            return writer.removeAside(first, last);
        });
        if (!gone)
            return gone;
        removed += *gone;
    }
    while (first <= last) {
        if (stop.stop_requested())
            return failure(cancelledError());
        const auto piece = writer.piece(first, last);
        if (!piece)
            return failure(piece.error());
        auto gone = removePiece(writer, first, *piece);
        if (!gone)
            return gone;
        removed += *gone;
        first = piece->last + 1;
    }
    return removed;
}

Result<std::int64_t> SampleJournal::removePiece(SeriesWriter &writer, std::int64_t first,
                                                const SamplePiece &piece)
{
    const TimeWindow window{Timestamp(first), Timestamp(piece.last + 1)};
    if (piece.isUnreadable) {
        return m_scope.willWriteSamples(writer.row().id, writer.row().metric).and_then([&] {
            return writer.remove(window);
        });
    }
    if (piece.samples.times.empty())
        return 0;
    SampleRevision revision;
    revision.series = writer.row().id;
    revision.first = first;
    revision.last = piece.last;
    revision.afterHash = hashOf({}, {});
    revision.before = piece.samples;
    return keep(writer.row(), revision).and_then([&] { return writer.remove(window); });
}

Result<void> undoSamples(Connection &connection, ChangeId change, ChangeCollector &touched)
{
    return SampleSwap(connection, change, touched).undo();
}

Result<void> redoSamples(Connection &connection, ChangeId change, ChangeCollector &touched)
{
    return SampleSwap(connection, change, touched).redo();
}

} // namespace tidemark::store
