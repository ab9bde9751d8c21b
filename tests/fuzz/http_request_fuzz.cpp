// SPDX-License-Identifier: GPL-3.0-or-later
// Whole requests: read in one piece and byte by byte they end at the same place with the same head
// and body, and a refusal is 400 or 413 with a message.
#include "services/http/head_scan.h"
#include "services/http/request_parser.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace tidemark;
using namespace tidemark::http;

namespace {

constexpr qint64 kBody_bytes = 4096;

struct Outcome
{
    bool isDone = false;
    std::size_t end = 0;
    QByteArray body;
    RequestHead head;
};

void check(const Refusal &refusal)
{
    if ((refusal.status != 400 && refusal.status != 413) || refusal.message.isEmpty())
        std::abort();
}

Outcome read(std::string_view bytes, std::size_t step)
{
    HeadScan scan;
    std::size_t come = 0;
    auto state = HeadScan::State::More;
    while (state == HeadScan::State::More && come < bytes.size()) {
        come = std::min(come + step, bytes.size());
        state = scan.scan(bytes.substr(0, come));
    }
    if (state != HeadScan::State::Complete)
        return {};
    RequestParser parser(kBody_bytes);
    if (const auto refusal =
            parser.readHead(bytes.substr(scan.begin(), scan.end() - scan.begin()))) {
        check(*refusal);
        return {};
    }
    std::size_t at = scan.end();
    while (!parser.isDone()) {
        const auto [used, refusal] = parser.readBody(bytes.substr(at, come - at));
        at += used;
        if (refusal) {
            check(*refusal);
            return {};
        }
        if (used == 0 && come == bytes.size())
            return {};
        if (used == 0)
            come = std::min(come + step, bytes.size());
    }
    if (parser.body().size() > kBody_bytes)
        std::abort();
    return {true, at, parser.takeBody(), parser.takeHead()};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    const Outcome whole = read(bytes, std::max<std::size_t>(size, 1));
    const Outcome pieces = read(bytes, 1);
    if (whole.isDone != pieces.isDone || whole.end != pieces.end || whole.body != pieces.body)
        std::abort();
    if (whole.head.target != pieces.head.target || whole.head.headers != pieces.head.headers)
        std::abort();
    return 0;
}
