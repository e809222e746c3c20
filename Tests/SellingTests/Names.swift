import Raffles
import Selling

// Names that the unit and the raffle both have: here they are the unit's.
typealias Acknowledgement = Selling.Acknowledgement
typealias Lease = Selling.Lease
typealias Payment = Selling.Payment
typealias SaleID = Selling.SaleID
typealias SaleUpload = Selling.SaleUpload
typealias TicketMark = Selling.TicketMark
typealias UnitState = Selling.UnitState
