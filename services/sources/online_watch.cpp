// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/sources/online_watch.h"

#include <QNetworkInformation>

namespace tidemark {

OnlineWatch::OnlineWatch(QObject *parent)
    : QObject(parent)
{
    if (!QNetworkInformation::loadBackendByFeatures(QNetworkInformation::Feature::Reachability))
        return;
    const QNetworkInformation *information = QNetworkInformation::instance();
    const auto isReachable = [](QNetworkInformation::Reachability reachability) {
        return reachability != QNetworkInformation::Reachability::Disconnected;
    };
    m_isOnline = isReachable(information->reachability());
    connect(information, &QNetworkInformation::reachabilityChanged, this,
            [this, isReachable](QNetworkInformation::Reachability reachability) {
                const bool isOnline = isReachable(reachability);
                if (isOnline == m_isOnline)
                    return;
                m_isOnline = isOnline;
                Q_EMIT changed(isOnline);
            });
}

} // namespace tidemark
