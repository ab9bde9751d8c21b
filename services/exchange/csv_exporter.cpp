// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/csv_exporter.h"

#include "model/ports/clock.h"
#include "model/ports/metric_catalog.h"
#include "services/exchange/await.h"
#include "services/exchange/csv_writer.h"
#include "services/exchange/export_description.h"
#include "services/exchange/export_rows.h"
#include "services/exchange/linked_stop.h"
#include "services/exchange/safe_file.h"

#include <QFileDevice>
#include <QJsonDocument>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct ExporterText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::ExporterText)
};

constexpr int kThreads = 2; ///< an estimate runs beside an export

// All that one task needs; it runs after its caller has gone on.
struct Job
{
    DataPorts ports;
    Timestamp createdAt;
    ExportRequest request;
    ExportOptions options;
    ProgressCallback progress;
};

Result<void> check(const ExportOptions &options)
{
    const CsvDialect dialect = consistent(options.dialect);
    const bool isWritable = isWritableDelimiter(dialect.delimiter) && dialect.quote == '"' &&
                            (dialect.decimal == '.' || dialect.decimal == ',');
    if (!isWritable)
        return failure(ErrorCode::InvalidArgument,
                       ExporterText::tr("A file is written with comma, semicolon, tab or | between "
                                        "cells, and with point or comma in numbers."),
                       u"export.dialect"_s);
    if (options.decimals && (*options.decimals < 0 || *options.decimals > 17))
        return failure(ErrorCode::InvalidArgument,
                       ExporterText::tr("Choose between 0 and 17 decimals."), u"export.decimals"_s);
    return {};
}

Result<QJsonObject> description(const Job &job)
{
    auto definitions = await(job.ports.catalog->definitions());
    if (!definitions && job.request.skipDamaged && definitions.error().code == ErrorCode::Damaged)
        definitions = std::vector<Definition>(); // what is exported matters more than its names
    if (!definitions)
        return failure(definitions.error());
    return describeExport(job.request, job.options, *definitions, job.createdAt);
}

Result<void> writeComments(const Job &job, CsvWriter &writer)
{
    if (job.options.describe != DescribeForm::Comments)
        return {};
    auto described = description(job);
    if (!described)
        return failure(described.error());
    writer.buffer() += commentLines(*described, job.options.dialect.lineEnd);
    return {};
}

Result<ExportSummary> writeRows(const Job &job, const std::stop_token &stop, QIODevice &device,
                                const QString &target)
{
    auto rows = openExportRows(job.ports, job.request, job.options, stop);
    if (!rows)
        return failure(rows.error());
    auto total = (*rows)->total();
    if (!total)
        return failure(total.error());
    CsvWriter writer(job.options);
    if (auto commented = writeComments(job, writer); !commented)
        return failure(commented.error());
    (*rows)->writeHeader(writer);

    ExportSummary summary;
    bool hasMore = true;
    while (hasMore) {
        if (stop.stop_requested())
            return failure(cancelledError());
        auto written = (*rows)->writeNext(writer, summary.rows);
        if (!written)
            return failure(written.error());
        hasMore = *written;
        if (auto out = writeAll(device, writer.buffer(), target); !out)
            return failure(out.error());
        summary.size_bytes += writer.buffer().size();
        writer.buffer().resize(0); // keeps the memory for the next page
        if (job.progress)
            job.progress({summary.rows, *total > 0 ? std::max(summary.rows, *total) : 0});
    }
    summary.leftOut = (*rows)->leftOut();
    if (summary.leftOut > 0 && *total > summary.rows &&
        job.request.content != ExportContent::Aggregates)
        summary.leftOutRows = *total - summary.rows;
    return summary;
}

Result<ExportSummary> writeToFile(const Job &job, const std::stop_token &stop, const QString &path,
                                  bool overwrite)
{
    const bool hasSidecar = job.options.describe == DescribeForm::Sidecar;
    SafeFile file(path);
    SafeFile sidecar(QString(path + ".json"_L1));
    if (auto opened = file.open(overwrite); !opened)
        return failure(opened.error());
    if (hasSidecar) {
        if (auto opened = sidecar.open(overwrite); !opened)
            return failure(opened.error());
    }
    auto summary = writeRows(job, stop, file.device(), path);
    if (!summary)
        return summary;
    summary->path = path;
    if (hasSidecar) {
        auto described = description(job);
        if (!described)
            return failure(described.error());
        (*described)[u"rows"_s] = static_cast<qint64>(summary->rows);
        if (summary->leftOut > 0)
            (*described)[u"unreadable_places_left_out"_s] = static_cast<qint64>(summary->leftOut);
        if (auto out = sidecar.write(QJsonDocument(*described).toJson()); !out)
            return failure(out.error());
        summary->sidecarPath = path + ".json"_L1;
    }
    if (stop.stop_requested())
        return failure(cancelledError());
    if (auto committed = file.commit(); !committed)
        return failure(committed.error());
    if (hasSidecar) {
        if (auto committed = sidecar.commit(); !committed)
            return failure(committed.error());
    }
    return summary;
}

Result<ExportSummary> writeToDevice(const Job &job, const std::stop_token &stop, QIODevice &device)
{
    if (job.options.describe == DescribeForm::Sidecar)
        return failure(ErrorCode::InvalidArgument,
                       ExporterText::tr("A description beside the file needs a file. Export to a "
                                        "file, or put the description into comment lines."),
                       u"export.describe"_s);
    const QString target = ExporterText::tr("the output");
    auto summary = writeRows(job, stop, device, target);
    auto *file = qobject_cast<QFileDevice *>(&device);
    if (summary && file && !file->flush())
        return failure(
            ErrorCode::Io,
            ExporterText::tr("Could not write all of the output: %1").arg(file->errorString()),
            u"export.flush"_s);
    return summary;
}

Result<ExportEstimate> estimateOf(const Job &job, const std::stop_token &stop)
{
    auto rows = openExportRows(job.ports, job.request, job.options, stop);
    if (!rows)
        return failure(rows.error());
    auto total = (*rows)->total();
    if (!total)
        return failure(total.error());
    CsvWriter writer(job.options);
    if (auto commented = writeComments(job, writer); !commented)
        return failure(commented.error());
    (*rows)->writeHeader(writer);
    const std::int64_t headerBytes = writer.buffer().size();
    std::int64_t sampled = 0;
    auto written = (*rows)->writeNext(writer, sampled);
    while (written && *written && sampled == 0 && !stop.stop_requested()) // past what is damaged
        written = (*rows)->writeNext(writer, sampled);
    if (!written)
        return failure(written.error());
    const auto sampleBytes = static_cast<double>(writer.buffer().size() - headerBytes);
    const double perRow = sampled == 0 ? 0 : sampleBytes / static_cast<double>(sampled);
    return ExportEstimate{
        *total, headerBytes + static_cast<std::int64_t>(perRow * static_cast<double>(*total)),
        (*rows)->isTotalExact()};
}

// Runs `work(job, stop)` after a look at the options, with both stop tokens linked.
template <class Work>
auto guarded(Job job, std::stop_token stop, std::stop_token own, Work work)
{
    return [job = std::move(job), stop = std::move(stop), own = std::move(own),
            work = std::move(work)]() -> decltype(work(job, stop)) {
        if (auto checked = check(job.options); !checked)
            return failure(checked.error());
        const LinkedStop linked(stop, own);
        return work(job, linked.token());
    };
}

} // namespace

CsvExporter::CsvExporter(DataPorts ports, const Clock &clock)
    : m_ports(ports)
    , m_clock(clock)
    , m_tasks(kThreads)
{}

CsvExporter::~CsvExporter()
{
    m_stop.request_stop();
}

QFuture<Result<ExportEstimate>> CsvExporter::estimate(ExportRequest request, ExportOptions options,
                                                      std::stop_token stop)
{
    Job job{m_ports, m_clock.now(), std::move(request), std::move(options), {}};
    return m_tasks.run(guarded(std::move(job), std::move(stop), m_stop.get_token(), estimateOf));
}

QFuture<Result<ExportSummary>> CsvExporter::writeFile(QString path, bool overwrite,
                                                      ExportRequest request, ExportOptions options,
                                                      std::stop_token stop,
                                                      ProgressCallback progress)
{
    Job job{m_ports, m_clock.now(), std::move(request), std::move(options), std::move(progress)};
    return m_tasks.run(
        guarded(std::move(job), std::move(stop), m_stop.get_token(),
                [path = std::move(path), overwrite](const Job &task, const std::stop_token &token) {
                    return writeToFile(task, token, path, overwrite);
                }));
}

QFuture<Result<ExportSummary>> CsvExporter::writeTo(QIODevice *device, ExportRequest request,
                                                    ExportOptions options, std::stop_token stop,
                                                    ProgressCallback progress)
{
    Job job{m_ports, m_clock.now(), std::move(request), std::move(options), std::move(progress)};
    return m_tasks.run(guarded(std::move(job), std::move(stop), m_stop.get_token(),
                               [device](const Job &task, const std::stop_token &token) {
                                   return writeToDevice(task, token, *device);
                               }));
}

} // namespace tidemark::exchange
