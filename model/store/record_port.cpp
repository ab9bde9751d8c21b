// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/import_writer.h"
#include "model/store/record_editor.h"
#include "model/store/record_reader.h"
#include "model/store/record_writer.h"
#include "model/store/store_ports.h"

#include <QCoreApplication>

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
    return m_desk.change<EntryOutcome>(label, [entry](ChangeScope &scope, UidSource &uids) {
        return RecordWriter(scope, uids).enter(entry);
    });
}

QFuture<Result<PublishResult>> RecordPort::publish(PublishRequest request)
{
    const QString label =
        RecordLabel::tr("publish %n value(s)", nullptr, static_cast<int>(request.items.size()));
    return m_desk.change<PublishResult>(label, [request](ChangeScope &scope, UidSource &uids) {
        return RecordWriter(scope, uids).publish(request);
    });
}

QFuture<Result<ImportSummary>> RecordPort::importRows(std::shared_ptr<RowSource> source,
                                                      ImportOptions options, std::stop_token stop,
                                                      ProgressCallback progress)
{
    const QString label =
        options.label.isEmpty() ? RecordLabel::tr("import values") : options.label;
    return m_desk.change<ImportSummary>(
        label,
        [source, options, stop, progress](ChangeScope &scope, UidSource &uids) {
            return ImportWriter(scope, uids, options).run(*source, stop, progress);
        },
        stop);
}

QFuture<Result<ChangeId>> RecordPort::edit(std::vector<RecordEdit> edits, QString label)
{
    return m_desk.change<ChangeId>(
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
    return m_desk.change<ChangeId>(std::move(label), [keys](ChangeScope &scope, UidSource &uids) {
        return RecordWriter(scope, uids).remove(keys).transform([] { return ChangeId(); });
    });
}

QFuture<Result<RecordPage>> RecordPort::page(Selection selection, SortOrder order,
                                             std::optional<RecordPageKey> after, int limit,
                                             std::stop_token stop)
{
    return m_lanes.read<RecordPage>(
        [selection, order, after, limit, stop](Connection &connection) {
            return readPage(connection, selection, order, after, limit, stop);
        },
        stop);
}

QFuture<Result<std::int64_t>> RecordPort::count(Selection selection, std::stop_token stop)
{
    return m_lanes.read<std::int64_t>(
        [selection, stop](Connection &connection) {
            return readCount(connection, selection, stop);
        },
        stop);
}

QFuture<Result<std::vector<RecordRevision>>> RecordPort::history(RecordKey key)
{
    return m_lanes.read<std::vector<RecordRevision>>(
        [key](Connection &connection) { return readHistory(connection, key); });
}

QFuture<Result<std::vector<double>>> RecordPort::lastValues(MetricId metric, int count)
{
    return m_lanes.read<std::vector<double>>([metric, count](Connection &connection) {
        return readLastValues(connection, metric, count);
    });
}

} // namespace tidemark::store
