// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the body of each request: refused as the caller's mistake, or, written again, read
// as the same. The first byte chooses the request: below 128 among the first ten, then among the
// rest.
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

template <class Request>
void check(const QByteArray &body)
{
    const auto request = readRequest<Request>(body);
    if (!request) {
        if (request.error().code != ErrorCode::InvalidArgument || request.error().message.isEmpty())
            std::abort();
        return;
    }
    const auto again = readRequest<Request>(writeRequest(*request));
    if (!again || !(*again == *request))
        std::abort();
}

// What was put aside is not written, and may have been all of it.
void checkPublish(const QByteArray &body)
{
    const auto request = readRequest<PublishMetricsRequest>(body);
    if (!request)
        return;
    for (const RefusedEntry &entry : request->refused) {
        if (entry.failure.error.isEmpty())
            std::abort();
    }
    PublishMetricsRequest expected = *request;
    expected.refused.clear();
    const auto again = readRequest<PublishMetricsRequest>(writeRequest(*request));
    if (!again || !(*again == expected))
        std::abort();
}

void checkChanges(const QByteArray &body)
{
    const auto request = readRequest<UpdateSessionRequest>(body);
    if (!request || !request->metadataChangeset)
        return;
    const MetadataChangeset &changes = *request->metadataChangeset;
    const auto once = appliedFields(changes, changes.putFields);
    if (once)
        (void)appliedFields(changes, *once);
    (void)appliedTags(changes, changes.removeTags);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const QByteArray body(reinterpret_cast<const char *>(data + 1),
                          static_cast<qsizetype>(size - 1));
    switch (data[0] < 128 ? data[0] % 10 : 10 + data[0] % 3) {
    case 0:
        checkPublish(body);
        break;
    case 1:
        check<QueryMetricsRequest>(body);
        break;
    case 2:
        check<AggregateMetricsRequest>(body);
        break;
    case 3:
        check<CreateMetricDefinitionRequest>(body);
        break;
    case 4:
        check<UpdateMetricDefinitionRequest>(body);
        break;
    case 5:
        check<CreateSessionRequest>(body);
        break;
    case 6:
        check<UpdateSessionRequest>(body);
        checkChanges(body);
        break;
    case 7:
        check<AddFilesRequest>(body);
        break;
    case 8:
        check<CreateDeviceRequest>(body);
        break;
    case 9:
        check<UpdateDeviceRequest>(body);
        break;
    case 10:
        check<RemoveFilesRequest>(body);
        break;
    case 11:
        check<SessionDeviceRequest>(body);
        break;
    default:
        check<InferDevicesRequest>(body);
        break;
    }
    return 0;
}
