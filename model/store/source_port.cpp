// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/publishing_ports.h"
#include "model/store/publishing_write.h"
#include "model/store/source_rows.h"

#include <utility>

namespace tidemark::store {

QFuture<Result<Source>> SourcePort::create(NewSource source)
{
    return writePublishing<Source>(
        m_tools,
        [source, uids = m_uids](Connection &connection, OrgId org, const Signature &signature) {
            return insertSource(connection, org, source, signature, *uids);
        });
}

QFuture<Result<Source>> SourcePort::foresee(NewSource source)
{
    return m_tools.read<Source>([source = std::move(source)](Connection &connection, OrgId org) {
        return foreseeSource(connection, org, source);
    });
}

QFuture<Result<Source>> SourcePort::update(SourceId source, SourceChange change)
{
    return writePublishing<Source>(
        m_tools, [source, change](Connection &connection, OrgId org, const Signature &signature) {
            return updateSource(connection, org, source, change, signature);
        });
}

QFuture<Result<Source>> SourcePort::foresee(SourceId source, SourceChange change)
{
    return m_tools.read<Source>(
        [source, change = std::move(change)](Connection &connection, OrgId org) {
            return foreseeSource(connection, org, source, change);
        });
}

QFuture<Result<void>> SourcePort::remove(SourceId source, bool withQueue)
{
    return writePublishing<void>(
        m_tools, [source, withQueue](Connection &connection, OrgId org, const Signature &) {
            return removeSource(connection, org, source, withQueue);
        });
}

QFuture<Result<std::vector<Source>>> SourcePort::sources()
{
    return m_tools.read<std::vector<Source>>(readSources);
}

QFuture<Result<Source>> SourcePort::find(SourceId source)
{
    return m_tools.read<Source>([source](Connection &connection, OrgId org) {
        return findSource(connection, org, source);
    });
}

} // namespace tidemark::store
