// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/org_scope.h"

#include "model/store/connection.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kSelectOrg{"select_org"_L1, "SELECT id FROM org WHERE uid = ?"_L1};

} // namespace

Result<OrgId> OrgScope::org(Connection &connection) const
{
    if (const std::int64_t known = m_org.load(std::memory_order_relaxed); known != 0)
        return OrgId(known);
    Statement select = connection.prepare(kSelectOrg);
    if (auto done = select.run(m_uid); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    if (!*row)
        return failure(
            Error{ErrorCode::NotFound,
                  QCoreApplication::translate("tidemark::store::OrgScope",
                                              "There is no organisation \"%1\" in this store. "
                                              "Choose another one or create it.")
                      .arg(m_uid),
                  {},
                  ErrorSubject::Organisation});
    m_org.store(select.integer(0), std::memory_order_relaxed);
    return OrgId(select.integer(0));
}

} // namespace tidemark::store
