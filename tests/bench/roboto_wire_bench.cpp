// SPDX-License-Identifier: GPL-3.0-or-later
// Writes and reads a page of 10,000 metric records, with ours and with QJsonDocument in the same
// run, a publish request of 10,000 items, and applies the largest changeset. Says how long each
// takes; fails when a reading differs.
#include "services/roboto/wire/bodies.h"
#include "services/roboto/wire/changesets.h"
#include "services/roboto/wire/limits.h"
#include "services/roboto/wire/metrics.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <vector>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::roboto;

namespace {

constexpr int kRecords = 10'000;
constexpr int kRuns = 15;

void measure(const char *name, const std::function<void()> &work)
{
    std::vector<double> times_ms;
    for (int i = 0; i < kRuns; ++i) {
        QElapsedTimer timer;
        timer.start();
        work();
        times_ms.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    std::sort(times_ms.begin(), times_ms.end());
    std::printf("%-34s min %7.2f  median %7.2f  max %7.2f ms\n", name, times_ms.front(),
                times_ms[times_ms.size() / 2], times_ms.back());
}

Page<MetricRecord> page()
{
    constexpr std::int64_t kStart_ns = 1'777'626'900'000'000'000;
    Page<MetricRecord> page;
    for (int i = 0; i < kRecords; ++i) {
        MetricRecord record;
        record.orgId = u"og_local"_s;
        record.metricId = u"mt_5k2v8q0c1m3d"_s;
        record.name = u"cpu.usage_max"_s;
        record.sessionId = u"ss_%1"_s.arg(i);
        record.minTimestamp = Timestamp(kStart_ns + i);
        record.maxTimestamp = Timestamp(kStart_ns + 2 * std::int64_t{i});
        record.value = 87.2 + i / 7.0;
        record.deviceId = u"dv_robot01"_s;
        record.publishedBy = u"ana@example.org"_s;
        record.published = Timestamp(kStart_ns + std::int64_t{i} * 1'000'000);
        page.items.push_back(std::move(record));
    }
    return page;
}

QJsonObject objectOf(const MetricRecord &record)
{
    return QJsonObject{{u"org_id"_s, record.orgId},
                       {u"metric_id"_s, record.metricId},
                       {u"name"_s, record.name},
                       {u"session_id"_s, record.sessionId},
                       {u"min_timestamp_ns"_s, qint64{record.minTimestamp->posixNs()}},
                       {u"max_timestamp_ns"_s, qint64{record.maxTimestamp->posixNs()}},
                       {u"value"_s, record.value},
                       {u"device_id"_s, *record.deviceId},
                       {u"published_by"_s, record.publishedBy},
                       {u"published"_s, u"2026-05-01T10:03:11.482913Z"_s}};
}

QJsonObject fields(int first, int count)
{
    QJsonObject object;
    for (int i = first; i < first + count; ++i)
        object.insert(u"k%1"_s.arg(i), i);
    return object;
}

/// The most that one changeset puts, into a list and into metadata of about 256 KiB.
void measureChangesets()
{
    constexpr int kThere = 18'000;
    QJsonArray list;
    for (int i = 0; i < kThere; ++i)
        list.append(i);
    QJsonObject before = fields(kChangesetMaxFields, kThere);
    MetadataChangeset changes;
    changes.putFields = fields(0, kChangesetMaxFields);
    measure("put 10,000 fields",
            [&] { before = appliedFields(changes, before).value_or(QJsonObject()); });
    MetadataChangeset entries;
    for (int i = 0; i < kChangesetMaxFields; ++i)
        entries.putFields.insert(u"list.%1"_s.arg(i), i);
    measure("put 10,000 entries", [&] {
        (void)appliedFields(entries, QJsonObject{{u"list"_s, list}});
    });
}

} // namespace

int main()
{
    const Page<MetricRecord> records = page();
    const QByteArray body = writeAnswer(records);
    std::printf("%d records, %.2f MB\n", kRecords, static_cast<double>(body.size()) / 1e6);
    qsizetype size = 0;
    bool isSame = true;
    measure("write a page", [&] { size += writeAnswer(records).size(); });
    measure("write a page, QJsonDocument", [&] {
        QJsonArray items;
        for (const MetricRecord &record : records.items)
            items.append(objectOf(record));
        size += QJsonDocument(QJsonObject{{u"items"_s, items}}).toJson().size();
    });
    measure("read a page", [&] {
        const auto read = readAnswer<Page<MetricRecord>>(body);
        isSame = isSame && read && read->items.size() == records.items.size();
    });
    measure("parse a page, QJsonDocument",
            [&] { isSame = isSame && QJsonDocument::fromJson(body).isObject(); });
    PublishMetricsRequest publish;
    for (int i = 0; i < kRecords; ++i)
        publish.metrics.push_back({u"cpu.usage_%1"_s.arg(i), 87.2 + i / 7.0});
    const QByteArray request = writeRequest(publish);
    measure("read 10,000 published values", [&] {
        const auto read = readRequest<PublishMetricsRequest>(request);
        isSame = isSame && read && *read == publish;
    });
    measureChangesets();
    isSame = isSame && readAnswer<Page<MetricRecord>>(body).value() == records;
    std::printf("%s\n", isSame && size > 0 ? "All readings agree." : "A reading differs.");
    return isSame ? 0 : 1;
}
