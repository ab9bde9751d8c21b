// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/import_writer.h"
#include "model/store/record_editor.h"
#include "model/store/record_page.h"
#include "model/store/record_reader.h"
#include "model/store/record_writer.h"
#include "model/store/store_ports.h"

#include <QCoreApplication>

#include <utility>

namespace tidemark::store {
namespace {

struct RecordLabel
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::RecordPort)
};

} // namespace

QFuture<Result<EntryOutcome>> RecordPort::enter(ValueEntry entry)
{
    const QString label = RecordLabel::tr("enter a value of %1").arg(entry.metric);
    return m_tools.change<EntryOutcome>(label, [entry](ChangeScope &scope, UidSource &uids) {
        return RecordWriter(scope, uids).enter(entry);
    });
}

QFuture<Result<PublishResult>> RecordPort::publish(PublishRequest request)
{
    const QString label =
        RecordLabel::tr("publish %n value(s)", nullptr, static_cast<int>(request.items.size()));
    const auto rows = static_cast<std::size_t>(request.items.size());
    return m_tools.change<PublishResult>(
        label,
        [request = std::move(request)](ChangeScope &scope, UidSource &uids) {
            return RecordWriter(scope, uids).publish(request);
        },
        rows);
}

QFuture<Result<ImportSummary>> RecordPort::importRows(std::shared_ptr<RowSource> source,
                                                      ImportOptions options, std::stop_token stop,
                                                      ProgressCallback progress)
{
    const QString label =
        options.label.isEmpty() ? RecordLabel::tr("import values") : options.label;
    return m_tools.desk.changeAlone<ImportSummary>(
        m_tools.scope, label,
        [source, options, stop, progress](ChangeScope &scope, UidSource &uids) {
            return ImportWriter(scope, uids, options).run(*source, stop, progress);
        },
        stop);
}

QFuture<Result<ChangeId>> RecordPort::edit(std::vector<RecordEdit> edits, QString label)
{
    return m_tools.change<ChangeId>(
        std::move(label), [edits](ChangeScope &scope, UidSource &) -> Result<ChangeId> {
            RecordEditor editor(scope);
            for (const RecordEdit &edit : edits) {
                if (auto edited = editor.edit(edit); !edited)
                    return failure(edited.error());
            }
            return editor.settleDuplicates(edits).transform([] { return ChangeId(); });
        });
}

QFuture<Result<ChangeId>> RecordPort::remove(std::vector<RecordKey> keys, QString label)
{
    return m_tools.change<ChangeId>(std::move(label), [keys](ChangeScope &scope, UidSource &uids) {
        return RecordWriter(scope, uids).remove(keys).transform([] { return ChangeId(); });
    });
}

QFuture<Result<RecordPage>> RecordPort::page(Selection selection, SortOrder order,
                                             std::optional<RecordPageKey> after, int limit,
                                             std::stop_token stop, PageReading reading)
{
    return m_tools.read<RecordPage>(
        [selection = std::move(selection), order, after = std::move(after), limit, stop,
         reading = std::move(reading), counts = m_counts](Connection &connection, OrgId org) {
            return readPage(connection, org, selection, order, after, limit, stop, reading,
                            counts.get());
        },
        stop);
}

QFuture<Result<std::int64_t>> RecordPort::count(Selection selection, std::stop_token stop)
{
    return m_tools.read<std::int64_t>(
        [selection, stop](Connection &connection, OrgId org) {
            return readCount(connection, org, selection, stop);
        },
        stop);
}

QFuture<Result<std::vector<RecordRevision>>> RecordPort::history(RecordKey key)
{
    return m_tools.read<std::vector<RecordRevision>>(
        [key](Connection &connection, OrgId org) { return readHistory(connection, org, key); });
}

QFuture<Result<std::vector<double>>> RecordPort::lastValues(MetricId metric, int count)
{
    return m_tools.read<std::vector<double>>([metric, count](Connection &connection, OrgId org) {
        return readLastValues(connection, org, metric, count);
    });
}

} // namespace tidemark::store
