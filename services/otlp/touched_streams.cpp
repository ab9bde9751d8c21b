// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/touched_streams.h"

#include <utility>

namespace tidemark::otlp {

std::size_t bucketBytes(const OtlpStreamState &state) noexcept
{
    std::size_t numbers = 0;
    if (state.explicitBefore)
        numbers += state.explicitBefore->bounds.size() + state.explicitBefore->counts.size();
    if (state.exponentialBefore)
        numbers += state.exponentialBefore->positive().counts.size() +
                   state.exponentialBefore->negative().counts.size();
    return numbers * sizeof(std::uint64_t);
}

OtlpStreamState &TouchedStreams::touch(OtlpStream &stream)
{
    if (!stream.isTouched) {
        stream.pending = stream.state ? std::make_unique<OtlpStreamState>(*stream.state)
                                      : std::make_unique<OtlpStreamState>();
        stream.isTouched = true;
        m_streams.push_back(&stream);
    }
    return *stream.pending;
}

SeriesTotal &TouchedStreams::touch(SharedTotal &total)
{
    if (!total.isTouched) {
        total.pending = total.state;
        total.isTouched = true;
        m_totals.push_back(&total);
    }
    return total.pending;
}

void TouchedStreams::finish(bool isStored)
{
    for (OtlpStream *const stream : m_streams) {
        if (isStored) {
            stream->state = std::move(stream->pending);
        } else {
            m_buckets_bytes -= bucketBytes(*stream->pending);
            m_buckets_bytes += stream->state ? bucketBytes(*stream->state) : 0;
        }
        stream->pending.reset();
        stream->isTouched = false;
    }
    for (SharedTotal *const total : m_totals) {
        if (isStored)
            total->state = total->pending;
        total->isTouched = false;
    }
    m_streams.clear();
    m_totals.clear();
}

void TouchedStreams::forget(const OtlpStream &stream)
{
    if (stream.state)
        m_buckets_bytes -= bucketBytes(*stream.state);
}

} // namespace tidemark::otlp
