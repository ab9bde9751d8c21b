// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/publish_devices.h"

#include "model/store/connection.h"
#include "model/store/selection_sql.h"
#include "model/store/values.h"

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kPut{"put_publish_device"_L1,
                   "INSERT INTO publish_device (source_id, metric_id, session_id, mode, device) "
                   "SELECT ?, json_extract(value, '$[0]'), json_extract(value, '$[1]'), ?, ? "
                   "FROM json_each(?) WHERE true ON CONFLICT (source_id, metric_id, session_id) "
                   "DO UPDATE SET mode = excluded.mode, device = excluded.device"_L1};
// As recorded is what holds where nothing is noted.
constexpr Sql kDrop{
    "drop_publish_device"_L1,
    "DELETE FROM publish_device WHERE source_id = ? AND (metric_id, session_id) IN "
    "(SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))"_L1};

constexpr Sql kCopy{"copy_publish_devices"_L1,
                    "INSERT INTO publish_device (source_id, metric_id, session_id, mode, device) "
                    "SELECT source_id, ?, ?, mode, device FROM publish_device "
                    "WHERE metric_id = ? AND session_id = ? ON CONFLICT DO NOTHING"_L1};

} // namespace

PublishDevice readPublishDevice(const Statement &row, int column)
{
    if (row.isNull(column))
        return {};
    PublishDevice rule;
    rule.mode = static_cast<PublishDevice::Mode>(row.integer(column));
    rule.device = row.optionalText(column + 1).value_or(QString());
    return rule;
}

Result<PublishDevice> storableRule(const PublishDevice &rule)
{
    if (rule.mode != PublishDevice::Mode::Given)
        return PublishDevice{rule.mode, {}};
    return storableId(rule.device).transform([](const QString &name) {
        return PublishDevice::given(name);
    });
}

Result<void> putPublishDevice(Connection &connection, SourceId source,
                              const std::vector<RecordKey> &records, const PublishDevice &rule)
{
    if (records.empty())
        return {};
    if (rule.mode == PublishDevice::Mode::AsRecorded)
        return connection.prepare(kDrop).run(source, jsonPairs(records));
    const bool isGiven = rule.mode == PublishDevice::Mode::Given;
    return connection.prepare(kPut).run(source, static_cast<int>(rule.mode),
                                        isGiven ? std::optional(rule.device) : std::nullopt,
                                        jsonPairs(records));
}

Result<void> copyPublishDevices(Connection &connection, RecordKey from, RecordKey to)
{
    return connection.prepare(kCopy).run(to.metric, to.session, from.metric, from.session);
}

} // namespace tidemark::store
