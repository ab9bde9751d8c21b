// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/request_reader.h"

#include <cstddef>
#include <string_view>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::http {
namespace {

constexpr std::size_t kRead_bytes = std::size_t{16} * 1024; ///< room beside a header of full size

} // namespace

RequestReader::RequestReader(const HttpLimits &limits)
    : m_limits(limits)
    , m_input(static_cast<std::size_t>(limits.header_bytes) + kRead_bytes)
{}

void RequestReader::beginRequest()
{
    m_scan = {};
    m_parser.reset();
}

RequestReader::Progress RequestReader::readHead()
{
    const std::string_view bytes = m_input.bytes();
    const HeadScan::State state = m_scan.scan(bytes);
    if (state == HeadScan::State::Bad)
        return {false, Refusal{400, QString::fromLatin1(m_scan.fault())}};
    const bool isComplete = state == HeadScan::State::Complete;
    const auto size = static_cast<qint64>(isComplete ? m_scan.end() : bytes.size());
    const qint64 limit = m_limits.header_bytes;
    if (size > limit || (size == limit && !isComplete))
        return {false,
                Refusal{431, u"The header is larger than the limit of %1 bytes."_s.arg(limit)}};
    if (!isComplete)
        return {};
    m_parser = std::make_unique<RequestParser>(m_limits.body_bytes);
    if (auto refusal =
            m_parser->readHead(bytes.substr(m_scan.begin(), m_scan.end() - m_scan.begin())))
        return {false, std::move(refusal)};
    m_input.use(m_scan.end());
    return {true};
}

RequestReader::Progress RequestReader::readBody(const std::function<bool(qint64 size_bytes)> &keep)
{
    while (!m_parser->isDone()) {
        const auto [used, refusal] = m_parser->readBody(m_input.bytes());
        m_input.use(used);
        if (refusal)
            return {false, refusal};
        if (!keep(m_parser->body().size()))
            return {false,
                    Refusal{503, u"The server has too many large requests at the moment."_s}};
        if (used == 0 && m_input.isFull())
            return {false, Refusal{400, u"A chunk's size line or the trailer is too long."_s}};
        if (used == 0)
            return {};
    }
    return {true};
}

} // namespace tidemark::http
