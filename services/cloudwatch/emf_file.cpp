// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloudwatch/emf_file.h"

#include "services/cloudwatch/emf_lines.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>
#include <vector>

using namespace Qt::StringLiterals;

namespace tidemark::cloudwatch {
namespace {

struct EmfText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::cloudwatch::EmfFile)
};

metrics::ExportResult resultOf(const Result<void> &written)
{
    if (written)
        return {};
    return metrics::ExportResult::failed(written.error().message.toStdString());
}

bool openFile(QFile &file, const QString &path)
{
    if (path == "-"_L1)
        return file.open(stdout, QIODevice::WriteOnly);
    file.setFileName(path);
    return file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered);
}

} // namespace

EmfFile::EmfFile(EmfOptions options, const metrics::Clock &clock)
    : m_options(std::move(options))
    , m_clock(clock)
{}

Result<void> EmfFile::append(std::span<const CloudWatchDatum> datums)
{
    if (auto sound = checkNamespace(m_options.nameSpace); !sound)
        return sound;
    std::vector<CloudWatchDatum> good;
    for (const CloudWatchDatum &datum : datums) {
        if (checkDatum(datum, m_clock.wall_ns()))
            good.push_back(datum);
    }
    QFile file;
    bool isWritten = openFile(file, m_options.path);
    const qint64 before_bytes = file.size();
    std::size_t leftOut = datums.size() - good.size();
    if (isWritten) {
        leftOut += writeEmf(good, m_options.nameSpace, [&](const QByteArray &line) {
            isWritten = isWritten && file.write(line + '\n') == line.size() + 1;
        });
        isWritten = file.flush() && isWritten;
    }
    if (!isWritten) {
        const QString why = file.errorString();
        if (file.isOpen() && !file.isSequential() && m_options.path != "-"_L1)
            file.resize(before_bytes);
        return failure(ErrorCode::Io,
                       EmfText::tr("The metrics cannot be written to %1. Check the folder, its "
                                   "permissions and the free space.")
                           .arg(m_options.path),
                       why);
    }
    m_leftOut += leftOut;
    return {};
}

EmfSink::EmfSink(EmfOptions options, const metrics::Clock &clock)
    : m_file(std::move(options), clock)
{}

metrics::ExportResult EmfSink::exportSnapshots(std::span<const metrics::MetricSnapshot> snapshots,
                                               metrics::Deadline /*deadline*/)
{
    std::vector<CloudWatchDatum> datums;
    datums.reserve(snapshots.size());
    for (const metrics::MetricSnapshot &window : snapshots)
        datums.push_back(datumOf(window));
    return resultOf(m_file.append(datums));
}

EmfExporter::EmfExporter(EmfOptions options, const metrics::Clock &clock)
    : m_file(std::move(options), clock)
{}

metrics::ExportResult EmfExporter::exportMetrics(const metrics::MetricsSnapshot &snapshot,
                                                 metrics::Deadline /*deadline*/)
{
    const std::vector<metrics::ReadingPart> rest = m_taken.rest(snapshot, limits::kValues);
    std::vector<CloudWatchDatum> datums;
    datums.reserve(rest.size());
    for (const metrics::ReadingPart &part : rest)
        datums.push_back(datumOf(part, snapshot.at_ns));
    const auto written = m_file.append(datums);
    if (written) {
        for (const metrics::ReadingPart &part : rest)
            m_taken.take(part);
    }
    return resultOf(written);
}

} // namespace tidemark::cloudwatch
