// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as an answer: not understood, or, written again, read as the same. The first byte
// chooses the answer.
#include "services/roboto/wire/accounts.h"
#include "services/roboto/wire/bodies.h"
#include "services/roboto/wire/devices.h"
#include "services/roboto/wire/metrics.h"
#include "services/roboto/wire/session_files.h"
#include "services/roboto/wire/sessions.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace tidemark;
using namespace tidemark::roboto;

namespace {

// Date-times are written with microseconds, so that only the second writing is exact.
template <class T>
void check(const QByteArray &body)
{
    const auto answer = readAnswer<T>(body);
    if (!answer) {
        if (answer.error().code != ErrorCode::InvalidArgument)
            std::abort();
        return;
    }
    const QByteArray written = writeAnswer(*answer);
    const auto again = readAnswer<T>(written);
    if (!again || writeAnswer(*again) != written)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const QByteArray body(reinterpret_cast<const char *>(data + 1),
                          static_cast<qsizetype>(size - 1));
    switch (data[0] % 9) {
    case 0:
        check<PublishMetricsResponse>(body);
        break;
    case 1:
        check<Page<MetricRecord>>(body);
        break;
    case 2:
        check<NumericAggregateMetricsResponse>(body);
        break;
    case 3:
        check<MetricDefinitionRecord>(body);
        break;
    case 4:
        check<SessionRecord>(body);
        break;
    case 5:
        check<Page<SessionFileView>>(body);
        break;
    case 6:
        check<DeviceRecord>(body);
        break;
    case 7:
        check<Page<QString>>(body);
        break;
    default:
        check<UserRecord>(body);
        check<OrgRecord>(body);
        check<WhoAmI>(body);
        (void)readListAnswer<MetricRecord>(body);
        break;
    }
    return 0;
}
