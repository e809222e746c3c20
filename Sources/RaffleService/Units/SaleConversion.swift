internal import Ledger
public import Raffles
public import Selling

extension Raffles.SaleUpload {
    /// A sale as the selling unit wrote it, with the commitment in place of the validation number, which never enters the ledger.
    ///
    /// - Throws: what of it the ledger cannot hold.
    public init(_ sale: Selling.SaleUpload) throws(Refusal) {
        guard let id = Raffles.SaleID(sale.sale.text) else { throw Refusal(.invalid, "the sale's id is none", detail: sale.ticket.text) }
        guard let method = Raffles.Payment.Method(rawValue: sale.payment.method) else {
            throw Refusal(.invalid, "the payment's method is not known", detail: "\(sale.ticket.text) \(sale.payment.method)")
        }
        self.init(
            rsu: sale.rsu, sequence: sale.sequence, sale: id, numbers: sale.numbers, package: sale.package, price: sale.price,
            payment: Raffles.Payment(method: method, reference: sale.payment.reference ?? ""), operator: sale.seller, soldAt: sale.soldAt,
            offline: sale.isOffline, commitment: sale.validation.commitment(raffle: sale.raffle, ticket: sale.ticket))
    }
}

extension RunningRaffle {
    /// A sale of the ledger as its unit wrote it: the validation number is made again.
    func asWritten(_ upload: Raffles.SaleUpload) -> Selling.SaleUpload? {
        let reference = upload.payment.reference
        guard let ticket = upload.ticket, let id = Selling.SaleID(upload.sale.text),
            let payment = Selling.Payment(method: upload.payment.method.rawValue, reference: reference.isEmpty ? nil : reference)
        else { return nil }
        return Selling.SaleUpload(
            raffle: self.id, rsu: upload.rsu, sequence: upload.sequence, sale: id, numbers: upload.numbers, package: upload.package,
            price: upload.price, payment: payment, seller: upload.operator, soldAt: upload.soldAt, isOffline: upload.offline,
            validation: validationNumber(of: ticket))
    }
}
