// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/server_path.h"

#include <utility>

namespace tidemark::prometheus {

Result<ServerPath> parseServerPath(const QString &address, const QByteArray &defaultPath)
{
    const QString typed = address.trimmed();
    const qsizetype mark = typed.indexOf(u'?');
    auto endpoint =
        net::parseEndpoint(mark < 0 ? typed : typed.first(mark), net::LinkLocal::TypedByPerson);
    if (!endpoint)
        return failure(endpoint.error());
    ServerPath parted;
    parted.path = endpoint->base.path(QUrl::FullyEncoded).toUtf8();
    if (parted.path.isEmpty())
        parted.path = defaultPath;
    if (mark >= 0) {
        QUrl query; // what is encoded already stays so
        query.setQuery(typed.sliced(mark + 1), QUrl::TolerantMode);
        parted.query = query.query(QUrl::FullyEncoded).toUtf8();
        parted.query.replace('[', "%5B").replace(']', "%5D"); // which QUrl lets pass
    }
    endpoint->base.setPath({});
    parted.endpoint = *std::move(endpoint);
    return parted;
}

} // namespace tidemark::prometheus
