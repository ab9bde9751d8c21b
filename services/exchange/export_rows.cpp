// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/export_rows.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct RowsText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::RowsText)
};

} // namespace

Result<std::unique_ptr<ExportRows>> openExportRows(const DataPorts &ports,
                                                   const ExportRequest &request,
                                                   const ExportOptions &options,
                                                   const std::stop_token &stop)
{
    const bool isWide = options.layout == TableLayout::Wide;
    if (isWide && request.content != ExportContent::Aggregates)
        return failure(ErrorCode::InvalidArgument,
                       RowsText::tr("Only aggregates can be written with a column per metric. "
                                    "Choose the long layout."),
                       u"export.layout"_s);
    switch (request.content) {
    case ExportContent::Records:
        return openRecordRows(ports, request, stop);
    case ExportContent::Aggregates:
        return openAggregateRows(ports, request, options, stop);
    case ExportContent::Sessions:
        return openSessionRows(ports, request, stop);
    case ExportContent::Definitions:
        return openDefinitionRows(ports, request);
    case ExportContent::Samples:
        return openSampleRows(ports, request, stop);
    }
    Q_UNREACHABLE();
}

} // namespace tidemark::exchange
