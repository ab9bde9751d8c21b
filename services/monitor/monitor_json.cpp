// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/monitor/monitor_json.h"

#include "services/json/json_document.h"
#include "services/json/json_writer.h"
#include "services/roboto/wire/object_reader.h"

#include <QCoreApplication>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::monitor {

using roboto::ObjectReader;

namespace {

struct MonitorText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::monitor::MonitorJson)
};

constexpr std::size_t kMaxUsers = 100'000;

// As it was written: the offset is known only when the answer's own time was read.
struct WrittenSession
{
    ServerTime createdAt;
    ServerTime lastActivity;
    std::int64_t refCount = 0;
    bool isActive = false;
};

// The parts as types of this file, which is where their read() is found.
struct WrittenRequests
{
    PerUserRequestMetrics value;
};

struct WrittenMemory
{
    PerUserMemoryMetrics value;
};

struct WrittenUser
{
    QString userId;
    WrittenSession session;
    PerUserRequestMetrics requests;
    PerUserMemoryMetrics memory;
};

struct WrittenResponse
{
    ServerTime timestamp;
    std::int64_t totalActiveUsers = 0;
    std::vector<WrittenUser> users;
};

ServerTime takeTime(ObjectReader &reader, std::string_view name)
{
    const QString text = reader.text(name);
    if (reader.context().hasFailed())
        return {};
    const Result<ServerTime> time = parseServerTime(text);
    if (!time)
        reader.fail(name, MonitorText::tr("The field %1 is not a date and time. %2")
                              .arg(u"%1", time.error().message));
    return time.value_or(ServerTime());
}

std::int64_t takeCount(ObjectReader &reader, std::string_view name, std::int64_t fallback = 0)
{
    const std::int64_t count = reader.optionalInteger(name).value_or(fallback);
    if (count < 0)
        reader.fail(name, MonitorText::tr("The field %1 is a count and cannot be negative."));
    return count;
}

double takeLength(ObjectReader &reader, std::string_view name)
{
    const auto found = reader.find(name);
    if (!found || found->is(JsonKind::Null))
        return 0;
    const double length = reader.number(name);
    if (length < 0)
        reader.fail(name, MonitorText::tr("The field %1 is a time and cannot be negative."));
    return length;
}

void read(ObjectReader &reader, WrittenSession &session)
{
    session.createdAt = takeTime(reader, "created_at");
    session.lastActivity = takeTime(reader, "last_activity");
    session.refCount = takeCount(reader, "ref_count");
    session.isActive = reader.optionalFlag("is_active", session.refCount > 0);
}

void read(ObjectReader &reader, WrittenRequests &requests)
{
    requests.value.totalRequests = takeCount(reader, "total_requests");
    requests.value.activeRequests = takeCount(reader, "active_requests");
    requests.value.avgLatency_ms = takeLength(reader, "avg_latency_ms");
    requests.value.errorCount = takeCount(reader, "error_count");
}

void read(ObjectReader &reader, WrittenMemory &memory)
{
    memory.value.functionsCount = takeCount(reader, "per_user_functions_count");
    memory.value.functionGroupsCount = takeCount(reader, "per_user_function_groups_count");
    memory.value.exitStackSize = takeCount(reader, "exit_stack_size");
}

void read(ObjectReader &reader, WrittenUser &user)
{
    user.userId = reader.text("user_id");
    if (auto session = reader.optionalNested<WrittenSession>("session"))
        user.session = *session;
    else
        reader.fail("session", MonitorText::tr("The field %1 is missing."));
    user.requests =
        reader.optionalNested<WrittenRequests>("requests").value_or(WrittenRequests()).value;
    user.memory = reader.optionalNested<WrittenMemory>("memory").value_or(WrittenMemory()).value;
}

void read(ObjectReader &reader, WrittenResponse &response)
{
    response.timestamp = takeTime(reader, "timestamp");
    response.users = reader.list<WrittenUser>("users", kMaxUsers);
    response.totalActiveUsers =
        takeCount(reader, "total_active_users", static_cast<std::int64_t>(response.users.size()));
}

PerUserResourceUsage usageOf(WrittenUser user, std::chrono::seconds offset)
{
    return {std::move(user.userId),
            {user.session.createdAt.utc(offset), user.session.lastActivity.utc(offset),
             user.session.refCount, user.session.isActive},
            user.requests,
            user.memory};
}

Error notUnderstood(const Error &error)
{
    return {ErrorCode::Network,
            MonitorText::tr("The answer is not that of a user monitor. %1").arg(error.message),
            error.detail};
}

void write(JsonWriter &out, const PerUserSessionMetrics &session)
{
    out.beginObject();
    out.dateTime("created_at", session.createdAt);
    out.dateTime("last_activity", session.lastActivity);
    out.integer("ref_count", session.refCount);
    out.flag("is_active", session.isActive);
    out.endObject();
}

void write(JsonWriter &out, const PerUserRequestMetrics &requests)
{
    out.beginObject();
    out.integer("total_requests", requests.totalRequests);
    out.integer("active_requests", requests.activeRequests);
    out.number("avg_latency_ms", requests.avgLatency_ms);
    out.integer("error_count", requests.errorCount);
    out.endObject();
}

void write(JsonWriter &out, const PerUserMemoryMetrics &memory)
{
    out.beginObject();
    out.integer("per_user_functions_count", memory.functionsCount);
    out.integer("per_user_function_groups_count", memory.functionGroupsCount);
    out.integer("exit_stack_size", memory.exitStackSize);
    out.endObject();
}

void write(JsonWriter &out, const PerUserResourceUsage &user)
{
    out.beginObject();
    out.text("user_id", user.userId);
    out.name("session");
    write(out, user.session);
    out.name("requests");
    write(out, user.requests);
    out.name("memory");
    write(out, user.memory);
    out.endObject();
}

} // namespace

Result<MonitorReading> readMonitorResponse(QByteArrayView body, Timestamp receivedAt,
                                           ServerOffset &offset)
{
    const Result<JsonDocument> document = JsonDocument::parse(body, kMonitorMaxBytes);
    if (!document)
        return failure(notUnderstood(document.error()));
    if (!document->root().is(JsonKind::Object))
        return failure(
            notUnderstood({ErrorCode::InvalidArgument, MonitorText::tr("It must be a JSON object."),
                           u"wire.body"_s}));
    roboto::ReadContext context(roboto::BodyKind::Answer);
    WrittenResponse written;
    const roboto::FieldPath root;
    ObjectReader reader(document->root(), root, context);
    read(reader, written);
    if (context.hasFailed())
        return failure(notUnderstood(*context.error()));

    MonitorReading reading;
    reading.receivedAt = receivedAt;
    reading.hasZone = written.timestamp.offset.has_value();
    reading.offset = reading.hasZone ? *written.timestamp.offset
                                     : offset.update(written.timestamp.reading, receivedAt);
    reading.isOffsetEstimated = !reading.hasZone && offset.isEstimated();
    reading.response.timestamp = written.timestamp.utc(reading.offset);
    reading.response.totalActiveUsers = written.totalActiveUsers;
    reading.response.users.reserve(written.users.size());
    for (WrittenUser &user : written.users)
        reading.response.users.push_back(usageOf(std::move(user), reading.offset));
    return reading;
}

QByteArray writeMonitorResponse(const PerUserMonitorResponse &response)
{
    JsonWriter out;
    out.beginObject();
    out.dateTime("timestamp", response.timestamp);
    out.integer("total_active_users", response.totalActiveUsers);
    out.name("users");
    out.beginList();
    for (const PerUserResourceUsage &user : response.users)
        write(out, user);
    out.endList();
    out.endObject();
    return out.take();
}

} // namespace tidemark::monitor
