// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/own_metrics/export_watch.h"

#include <QCoreApplication>

namespace tidemark::own {
namespace {

struct WatchText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::own::ExportWatch)
};

using Standing = metrics::ExportEndpoints::Standing;

QString lostText(const QString &name, std::uint64_t lostValues)
{
    return WatchText::tr("%1 did not take %2 values of this program's metrics. Look at its own log "
                         "for why.")
        .arg(name)
        .arg(lostValues);
}

} // namespace

QStringList ExportWatch::news(const metrics::ExportEndpoints::State &state)
{
    QStringList news;
    for (const Standing &one : state.all) {
        Told &told = m_told[one.name];
        const QString name = QString::fromStdString(one.name);
        if (one.why != told.why && !one.why.empty())
            news.append(WatchText::tr("The metrics of this program could not be sent to %1. %2")
                            .arg(name, QString::fromStdString(one.why)));
        else if (one.why != told.why)
            news.append(
                WatchText::tr("The metrics of this program are sent to %1 again.").arg(name));
        if (one.lostValues > told.lostValues)
            news.append(lostText(name, one.lostValues));
        told = {one.why, one.lostValues};
    }
    return news;
}

QStringList ExportWatch::summary(const metrics::ExportEndpoints::State &state)
{
    QStringList lines;
    for (const Standing &one : state.all) {
        const QString name = QString::fromStdString(one.name);
        if (one.failures > 0)
            lines.append(WatchText::tr("Of %1 exports of metrics to %2, %3 failed.")
                             .arg(QString::number(one.exports + one.failures), name,
                                  QString::number(one.failures)));
        if (one.lostValues > 0)
            lines.append(lostText(name, one.lostValues));
    }
    return lines;
}

} // namespace tidemark::own
